import type { ScriptedSource } from './wire-script.ts';

/* What is said in the gallery: a visitor of the park, and the ranger. */

export const fireRules: ScriptedSource = {
  title: 'Campfire rules',
  heading: 'When fires are banned',
  text:
    'Fires are lit in the iron rings only, and only with firewood from the camp store.\n\nFrom June to September a dry ' +
    'week can bring a fire ban. A red flag then flies at the gate, and gas stoves are the only flame allowed.\n\nPut the ' +
    'fire out with water until you can touch the ashes.',
  quote: 'A red flag then flies at the gate, and gas stoves are the only flame allowed.',
  url: '/camping/campfire-rules',
};

export const firewood: ScriptedSource = {
  title: 'Firewood',
  text: 'A bundle of dry birch costs 8 dollars at the camp store. Wood from elsewhere brings beetles: leave it at home.',
  quote: 'A bundle of dry birch costs 8 dollars at the camp store.',
  url: '/camping/firewood',
};

export const words = {
  fireQuestion: 'May I light a campfire tonight?',
  fireAnswer:
    'Yes, in the iron ring of your site. There is no fire ban today; if a red flag flies at the gate, only gas stoves ' +
    'are allowed.',
  woodQuestion: 'And where do I get wood?',
  woodAnswer: 'At the camp store, 8 dollars a bundle. Please bring none from home: it carries beetles.',
  boatQuestion: 'How much is it to rent a boat?',
  boatBegin: 'A rowing boat is 12 dollars an hour, ',
  boatRest: 'a canoe 15. Life jackets are included, and children wear one at all times.',
  markdown:
    'Three ways to the falls:\n\n1. **Shoreline loop**: 4 miles, level, good with a pram\n2. **Granite ridge**: 7 miles, ' +
    'steep, the best view\n3. The *shuttle bus*, every half hour\n\nBring `2 litres` of water each. See the ' +
    '[trail map](/trails/waterfall-walk).',
  long:
    'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft is one word, and ' +
    'https://park.example/a/very/long/address/that/has/no/place/to/break/and/goes/on/and/on is one address. ' +
    '<script>alert("markup is text")</script> 🏕️🦦🌲 and \u202ethis\u202c stays where it belongs.',
} as const;

const smallTalk = [
  ['When do you open?', 'The gate opens at 6 in the morning and closes at 10 at night, all year.'],
  ['Are dogs allowed?', 'Yes, on a leash of six feet, on all trails but the marsh boardwalk.'],
  ['Where can I charge my car?', 'Eight chargers stand at the visitor center, free for the first two hours.'],
  ['Is the water warm enough to swim?', 'It is 21 degrees today. The beach has lifeguards until 6.'],
  ['Do I need a permit to fish?', 'Yes, from the age of 16. The camp store sells day permits for 9 dollars.'],
] as const;

/** So many turns, question and answer by turns. */
export function talk(turns: number): readonly (readonly [question: string, answer: string])[] {
  return Array.from({ length: turns }, (_, index) => smallTalk[index % smallTalk.length]!);
}
