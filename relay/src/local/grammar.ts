import { spokenWords } from './spoken-text.js';

/** A thing that visitors ask about: the site's own wording and the words that are said. */
export interface Topic {
  readonly label: string;
  readonly words: readonly string[];
}

/** Most topics of one session, and most words of one topic: beyond, decoding would be slower than speech. */
export const MAX_TOPICS = 600;
const MAX_TOPIC_WORDS = 14;
const MAX_WORD_LETTERS = 40;

/**
 * What may be said before a topic. One list for all topics and one reference to them: JSGF copies a rule wherever it is
 * named, and with 400 topics in 60 frames the search would be hopeless.
 */
const LEADS = [
  '[can | could | would] you [please] (tell me | explain | say something) (about | more about)',
  '[please] tell me [more | something | everything | all] about',
  '[please] (tell me | explain | show me) [how | where | when | what | who] [is | are | does | do] [it | i]',
  "(what is | what are | what's) [there to know about | your | the rules (for | on | about) | the (price | cost) (of | for)]",
  'what (about | does | do | did)',
  'what (happens | happened) (with | to | if i | when i | at)',
  'what do (i | you) need (for | to) [get | have]',
  'what can i (do | get | find | see | bring) (with | about | at | for | to)',
  '(how | where | when | why) (do | can | should | could | may | would) (i | we | you | one) [get | find | have | use | make | do | go to | see]',
  '(how | where | when | why | who) (is | are | was | does | did | do)',
  'where (is | are) (there | here)',
  'where can (i | we) (find | get | buy | see | read about | rent | hire | book | do | go [for | to])',
  'how (much | many | long | often | far) (is | are | does | do | for)',
  'how does',
  'how to',
  '(can | may | could) (i | we) [get | have | use | bring | see | do | make | book | find | rent | hire | buy | order | borrow | go]',
  'do (you | they | i) (have | offer | sell | do | take | accept | need | know) [any | anything about]',
  'do (i | we) (need | have to | get) [pay for]',
  '(is | are) there [any | still]',
  '(is | are | does)',
  "(i have | i've got | there is) a question (about | on | concerning)",
  "(i want | i would like | i'd like | i need) [to | to know about | to know more about | to ask about | to hear about]",
  'i am (looking for | interested in)',
  "(i'm | i am) looking for",
  '(information | help | details | a question) (on | about | for | with)',
  'help me with',
  'who (runs | does | handles | can help with)',
];
const OPENERS = '[hello | hi | hey | excuse me | okay | so | um | please]';
const ARTICLES = '[the | a | an | your | my | any | some | this]';
const TAILS = [
  'please',
  'work',
  'works',
  'open',
  'close',
  'cost',
  'costs',
  'take',
  'allowed',
  'available',
  'free',
  'possible',
  'here',
  'there',
  'today',
  'now',
  'included',
  'for me',
  'thank you',
  'thanks',
  'start',
  'mean',
  'like',
];
/** Sayings that need no search. Their words are ordinary ones of the dictionary. */
export const SAYINGS = [
  'hello',
  'hi',
  'hi there',
  'hello there',
  'good morning',
  'good afternoon',
  'good evening',
  'thank you',
  'thanks',
  'thank you very much',
  'thanks a lot',
  'goodbye',
  'bye',
  'bye bye',
  'who are you',
  'what are you',
  'what is your name',
  'what can you do',
  'how can you help me',
  'what can i ask',
  'what can i ask you',
  'can you help me',
  'help',
  'yes',
  'yes please',
  'no',
  'no thanks',
  'no thank you',
  'stop',
  'okay',
];

/** The topics of a session, out of `audio.input.transcription.prompt` ("Topics: a, b, c"). Others are no topics. */
export function topicsOf(prompt: string | null | undefined): Topic[] {
  const list = /^\s*topics:\s*(.*)$/is.exec(prompt ?? '')?.[1];
  if (list === undefined) return [];
  const seen = new Set<string>();
  const topics: Topic[] = [];
  for (const part of list.split(',')) {
    const label = part.trim();
    const words = spokenWords(label);
    const key = words.join(' ');
    const isSayable =
      words.length > 0 && words.length <= MAX_TOPIC_WORDS && words.every(({ length }) => length <= MAX_WORD_LETTERS);
    if (!isSayable || seen.has(key)) continue;
    seen.add(key);
    topics.push({ label, words });
    if (topics.length === MAX_TOPICS) break;
  }
  return topics;
}

/** Sentences about a topic, and sayings: the first pass. */
export function questionGrammar(topics: readonly Topic[]): string {
  const rules = [`<saying> = ${SAYINGS.join(' | ')};`];
  if (topics.length === 0) return document([...rules, 'public <utterance> = <saying>;']);
  return document([
    ...rules,
    `<lead> = ${LEADS.join('\n | ')};`,
    `<tail> = ${TAILS.join(' | ')};`,
    topicRule(topics),
    `public <utterance> = <saying> | ${OPENERS} [<lead>] ${ARTICLES} <topic> [<tail>];`,
  ]);
}

/** A topic amid any sounds: the second pass, for phrasings that the first does not know. */
export function spottingGrammar(topics: readonly Topic[], phones: readonly string[]): string {
  return document([
    `<sound> = ${phones.join(' | ')};`,
    topicRule(topics),
    'public <utterance> = [<sound>+] <topic> [<sound>+];',
  ]);
}

/** The topic that a recognised text speaks of: the longest whose words stand in it side by side. */
export function topicIn(words: readonly string[], topics: readonly Topic[]): Topic | undefined {
  const text = ` ${words.join(' ')} `;
  let best: Topic | undefined;
  for (const topic of topics) {
    if (topic.words.length > (best?.words.length ?? 0) && text.includes(` ${topic.words.join(' ')} `)) best = topic;
  }
  return best;
}

function topicRule(topics: readonly Topic[]): string {
  return `<topic> = ${topics.map((topic) => `(${topic.words.join(' ')})`).join('\n | ')};`;
}

function document(rules: readonly string[]): string {
  return `#JSGF V1.0;\ngrammar talk;\n${rules.join('\n')}\n`;
}
