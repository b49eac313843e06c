import { isWireObject, pickFields, type FieldList } from './field-list.js';
import { instructionsFor, readSessionTask } from './session-task.js';
import type { FunctionDeclaration, Transcription, UpstreamShape, WireObject } from './upstream-shape.js';

/** Which tools of its own a browser may declare: none, any, or those named. */
export type ClientToolRule = 'none' | 'any' | readonly string[];

export interface PolicyContext {
  readonly shape: UpstreamShape;
  /** The relay's tools: never overwritten, always sent along when a browser sets its own. */
  readonly tools: readonly FunctionDeclaration[];
  readonly clientTools: ClientToolRule;
  readonly transcription: Transcription;
  /** Over WebRTC audio has its own way, and the service plays it. */
  readonly isCall: boolean;
  /** The operator's. */
  readonly instructions: string;
  /** It was told to interpret. */
  readonly isTranslation: boolean;
  /** The page's own tools, as it declared them last. */
  readonly pageTools: readonly WireObject[];
  /** Does this call wait for an output of the browser? */
  isClientCall(callId: string): boolean;
  /** Does this request for consent, which the browser was shown, wait for its answer? */
  isOpenApproval(id: string): boolean;
}

export interface Refusal {
  readonly code: 'event_not_allowed' | 'field_not_allowed';
  readonly message: string;
  readonly param: string | null;
}

export interface Verdict {
  /** The event as it may go upstream, or null. A new object, so that doubled keys and the like do not survive. */
  readonly event: WireObject | null;
  readonly refusals: readonly Refusal[];
  /** The browser's own tools, when the event sets them. */
  readonly pageTools?: readonly WireObject[];
  /** When the event sets the task. */
  readonly isTranslation?: boolean;
}

const noFields: FieldList = {};

const taskFields: FieldList = { type: true, event_id: true, task: true, language: true, output_language: true };

const approvalFields: FieldList = {
  id: true,
  type: true,
  approval_request_id: true,
  approve: true,
  reason: (value) => value === null || typeof value === 'string',
};

const plainEvents: Readonly<Record<string, FieldList>> = {
  'input_audio_buffer.append': { audio: true },
  'input_audio_buffer.commit': noFields,
  'input_audio_buffer.clear': noFields,
  'response.cancel': { response_id: true },
  'conversation.item.truncate': { item_id: true, content_index: true, audio_end_ms: true },
  'conversation.item.delete': { item_id: true },
  'conversation.item.retrieve': { item_id: true },
  'output_audio_buffer.clear': noFields,
};

/** The audio of a call goes not over this socket, and the service itself knows how much of it was played. */
const noCallEvents: ReadonlySet<string> = new Set(['input_audio_buffer.append', 'conversation.item.truncate']);
/** What is for calls alone: without one there is no such buffer. */
const callEvents: ReadonlySet<string> = new Set(['output_audio_buffer.clear']);

/** A declared tool stays small: the model reads it at every turn, at the operator's cost. */
const maxClientTools = 32;
/** One small event must not draw a thousand answers. */
const maxRefusals = 16;
const maxImages = 4;
const picture = /^data:image\/(?:png|jpeg);base64,[A-Za-z0-9+/]/;
const isDetail = (value: unknown): boolean => value === 'auto' || value === 'low' || value === 'high';
const toolName = /^[\w-]{1,64}$/;

/** Judges one event of a browser against docs/wire.md, "What the browser may send". Pure. */
export function judgeBrowserEvent(event: WireObject, context: PolicyContext): Verdict {
  const type = typeof event['type'] === 'string' ? event['type'] : '';
  const dropped: string[] = [];
  if ((context.isCall ? noCallEvents : callEvents).has(type)) {
    return refuse(`The event "${type}" is not allowed ${context.isCall ? 'in a call' : 'outside a call'}.`, 'type');
  }
  const plain = Object.hasOwn(plainEvents, type) ? plainEvents[type] : undefined;
  if (plain) {
    const picked = pickFields(event, { type: true, event_id: true, ...plain }, type, dropped);
    return { event: picked, refusals: refuseFields(dropped) };
  }
  switch (type) {
    case 'session.update':
      return judgeSessionUpdate(event, context, dropped);
    case 'response.create':
      return judgeResponseCreate(event, context, dropped);
    case 'conversation.item.create':
      return judgeItemCreate(event, context, dropped);
    case 'extension.relay.session':
      return judgeTask(event, context, dropped);
    default:
      return refuse(`The event "${type.slice(0, 100)}" is not allowed here.`, 'type');
  }
}

function judgeSessionUpdate(event: WireObject, context: PolicyContext, dropped: string[]): Verdict {
  const { shape, clientTools, tools, transcription, isTranslation } = context;
  if (!isWireObject(event['session'])) return refuse('session.update needs an object "session".', 'session');
  const { tools: declared, ...settings } = event['session'];
  const session = shape.complete(pickFields(settings, shape.sessionFields, 'session', dropped), transcription);
  const update = { ...envelope(event, 'session', dropped), session };
  if (declared === undefined) return { event: update, refusals: refuseFields(dropped) };
  if (clientTools === 'none' || !Array.isArray(declared)) {
    return { event: update, refusals: refuseFields([...dropped, 'session.tools']) };
  }
  const own = new Set(tools.map((tool) => tool.name));
  const allowed: WireObject[] = [];
  for (const [index, tool] of declared.entries()) {
    const path = `session.tools[${index}]`;
    const name: unknown = isWireObject(tool) && tool['type'] === 'function' ? tool['name'] : undefined;
    const mayDeclare =
      typeof name === 'string' &&
      toolName.test(name) &&
      !own.has(name) &&
      (clientTools === 'any' || clientTools.includes(name)) &&
      allowed.length < maxClientTools;
    if (mayDeclare) {
      own.add(name);
      allowed.push(pickFields(tool, { type: true, name: true, description: true, parameters: true }, path, dropped));
    } else {
      dropped.push(path);
    }
  }
  return {
    // `tools` is replaced whole by the service: the relay's own must come along. An interpreter gets them afterwards.
    event: { ...update, session: { ...session, tools: isTranslation ? [] : [...tools, ...allowed] } },
    refusals: refuseFields(dropped),
    pageTools: allowed,
  };
}

/** A task in words of ours becomes instructions of the operator's kind; the page's own text never does. */
function judgeTask(event: WireObject, context: PolicyContext, dropped: string[]): Verdict {
  const { shape, tools, pageTools, transcription, instructions } = context;
  const asked = pickFields(event, taskFields, 'extension.relay.session', dropped);
  const task = readSessionTask(asked);
  if (typeof task === 'string') return refuse(`The field "${task}" of extension.relay.session is not right.`, task);
  const isTranslation = task.task === 'translation';
  const session = {
    instructions: instructionsFor(instructions, task),
    // An interpreter looks nothing up; whoever stops being one gets all tools back, the page's among them.
    ...(isTranslation && { tools: [], tool_choice: 'none' }),
    ...(!isTranslation && context.isTranslation && { tools: [...tools, ...pageTools], tool_choice: 'auto' }),
  };
  const update = {
    type: 'session.update',
    event_id: asked['event_id'],
    session: shape.complete(session, transcription),
  };
  return { event: update, refusals: refuseFields(dropped), isTranslation };
}

function judgeResponseCreate(event: WireObject, { shape }: PolicyContext, dropped: string[]): Verdict {
  const create = envelope(event, 'response', dropped);
  const response = event['response'];
  if (response === undefined || response === null) return { event: create, refusals: refuseFields(dropped) };
  if (!isWireObject(response)) return refuse('"response" of response.create must be an object.', 'response');
  const picked = pickFields(response, shape.responseFields, 'response', dropped);
  return { event: { ...create, response: picked }, refusals: refuseFields(dropped) };
}

function judgeItemCreate(event: WireObject, context: PolicyContext, dropped: string[]): Verdict {
  const item = event['item'];
  if (!isWireObject(item)) return refuse('conversation.item.create needs an object "item".', 'item');
  const create: WireObject = envelope(event, 'item', dropped, 'previous_item_id');
  if (item['type'] === 'function_call_output') {
    const callId = item['call_id'];
    if (typeof callId !== 'string' || !context.isClientCall(callId)) {
      return refuse("A function_call_output must answer an open call of one of the page's own tools.", 'item.call_id');
    }
    if (typeof item['output'] !== 'string') return refuse('"output" must be a string.', 'item.output');
    const output = pickFields(item, { id: true, type: true, call_id: true, output: true }, 'item', dropped);
    return { event: { ...create, item: output }, refusals: refuseFields(dropped) };
  }
  if (item['type'] === 'mcp_approval_response') return judgeApproval(item, create, context, dropped);
  if (item['type'] !== 'message')
    return refuse("Only messages, outputs of the page's own tools and answers to approvals are allowed.", 'item.type');
  const role = item['role'];
  if (role !== 'user' && role !== 'assistant')
    return refuse('Only messages of role "user" or "assistant" are allowed.', 'item.role');
  if (!Array.isArray(item['content'])) return refuse('A message needs an array "content".', 'item.content');
  const partType = role === 'user' ? 'input_text' : context.shape.assistantTextPart;
  const content: WireObject[] = [];
  let images = 0;
  for (const [index, part] of item['content'].entries()) {
    const path = `item.content[${index}]`;
    if (role === 'user' && isWireObject(part) && part['type'] === 'input_image') {
      // An address would make the service fetch it, for anybody; the picture itself is bounded by the frame.
      if (
        typeof part['image_url'] !== 'string' ||
        !picture.test(part['image_url'].slice(0, 40)) ||
        ++images > maxImages
      ) {
        return refuse(`At most ${maxImages} pictures, each a data: address of PNG or JPEG.`, path);
      }
      content.push(pickFields(part, { type: true, image_url: true, detail: isDetail }, path, dropped));
      continue;
    }
    if (!isWireObject(part) || part['type'] !== partType || typeof part['text'] !== 'string') {
      return refuse(`Content of role "${role}" must be {"type":"${partType}","text":"…"}.`, path);
    }
    content.push(pickFields(part, { type: true, text: true }, path, dropped));
  }
  const message = pickFields(item, { id: true, type: true, role: true, status: true, content: true }, 'item', dropped);
  return { event: { ...create, item: { ...message, content } }, refusals: refuseFields(dropped) };
}

/** The visitor's consent is theirs to give, for what they were asked, once. */
function judgeApproval(item: WireObject, create: WireObject, context: PolicyContext, dropped: string[]): Verdict {
  const id = item['approval_request_id'];
  if (typeof id !== 'string' || !context.isOpenApproval(id)) {
    return refuse('An mcp_approval_response must answer a request that waits for it.', 'item.approval_request_id');
  }
  if (typeof item['approve'] !== 'boolean') return refuse('"approve" must be true or false.', 'item.approve');
  const answer = pickFields(item, approvalFields, 'item', dropped);
  return { event: { ...create, item: answer }, refusals: refuseFields(dropped) };
}

/** The event without its body; whatever else it holds is dropped. */
function envelope(event: WireObject, body: string, dropped: string[], ...more: string[]): WireObject {
  const fields = Object.fromEntries(['type', 'event_id', body, ...more].map((name) => [name, true as const]));
  const { [body]: _body, ...rest } = pickFields(event, fields, String(event['type']), dropped);
  return rest;
}

function refuseFields(dropped: readonly string[]): Refusal[] {
  return dropped.slice(0, maxRefusals).map((param) => ({
    code: 'field_not_allowed',
    message: `The field "${param}", or its value, is not allowed here and was dropped.`,
    param,
  }));
}

function refuse(message: string, param: string): Verdict {
  return { event: null, refusals: [{ code: 'event_not_allowed', message, param }] };
}
