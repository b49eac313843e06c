import { describe, expect, it } from 'vitest';
import { safeUrl } from '../../../src/protocol/relay-extension.ts';
import { openai } from '../../../src/protocol/openai.ts';

const decode = (frame: object) => openai.open({}).decode(JSON.stringify(frame))[0]!;

describe('what the relay adds', () => {
  const source = {
    chunk_id: 'c1',
    title: 'Dogs',
    chunk: 'Dogs are welcome. On a leash.',
    heading: 'Rules',
    url: '/dogs',
    quote: 'On a leash.',
  };

  it('sources belong to the answer that used them', () => {
    const tool_result = JSON.stringify({ sources: [source] });
    const frame = {
      type: 'extension.middle_tier_tool_response',
      previous_item_id: 'u',
      item_id: 'a',
      tool_name: 'report_grounding',
      tool_result,
    };
    expect(decode(frame)).toMatchObject({
      type: 'sources',
      itemId: 'a',
      sources: [
        {
          id: 'c1',
          title: 'Dogs',
          heading: 'Rules',
          url: '/dogs',
          text: 'Dogs are welcome. On a leash.',
          quote: 'On a leash.',
        },
      ],
    });
  });

  it('a relay in the style of Azure’s sample has no item_id and only title and chunk', () => {
    const tool_result = JSON.stringify({ sources: [{ chunk_id: 'c1', title: 'Dogs', chunk: 'Welcome.' }] });
    expect(decode({ type: 'extension.middle_tier_tool_response', previous_item_id: 'u', tool_result })).toMatchObject({
      itemId: '',
      previousItemId: 'u',
      sources: [{ id: 'c1', url: '', heading: '', quote: '' }],
    });
  });

  it.each(['{', '7', '"x"', 'null'])('a tool_result of %s is malformed', (tool_result) => {
    expect(decode({ type: 'extension.middle_tier_tool_response', tool_result })).toMatchObject({ type: 'malformed' });
  });

  it('a passage without words is left out', () => {
    const tool_result = JSON.stringify({ sources: [{ chunk_id: 'c1', title: 'Dogs' }, 7, source] });
    expect(decode({ type: 'extension.middle_tier_tool_response', item_id: 'a', tool_result })).toMatchObject({
      sources: [{ id: 'c1' }],
    });
  });

  it('a tool of the relay starts and ends', () => {
    const frame = {
      type: 'extension.relay.tool_call',
      call_id: 'c',
      name: 'search',
      label: 'Looking it up',
      status: 'started',
    };
    expect(decode(frame)).toMatchObject({
      type: 'tool-activity',
      callId: 'c',
      name: 'search',
      label: 'Looking it up',
      status: 'started',
    });
    expect(decode({ ...frame, label: null })).toMatchObject({ label: null });
    expect(decode({ ...frame, status: 'paused' })).toMatchObject({ type: 'malformed' });
    expect(decode({ ...frame, call_id: 1 })).toMatchObject({ type: 'malformed' });
  });

  it('a note was kept; one that cannot be told apart is none', () => {
    const note = { id: 'n', text: 'Buy milk.', created_at: '2026-11-25T08:00:00.000Z', updated_at: '2026-11-25T08:00:00.000Z' };
    const frame = { type: 'extension.relay.note', action: 'added', note };
    expect(decode(frame)).toMatchObject({
      type: 'note',
      action: 'added',
      note: { id: 'n', text: 'Buy milk.', createdAt: '2026-11-25T08:00:00.000Z' },
    });
    expect(decode({ ...frame, action: 'burnt' })).toMatchObject({ type: 'malformed' });
    expect(decode({ ...frame, note: { text: 'Buy milk.' } })).toMatchObject({ type: 'malformed' });
  });

  it('a relay that restarts says so; an extension of a later version passes by', () => {
    expect(decode({ type: 'extension.relay.draining', close_after_ms: 5000 })).toMatchObject({
      type: 'draining',
      closeAfterMs: 5000,
    });
    expect(decode({ type: 'extension.relay.weather' })).toMatchObject({ type: 'unknown' });
  });
});

describe('addresses from documents', () => {
  it.each([
    'https://example.org/a?b=c#d',
    'http://example.org',
    '/docs/my file.html',
    'page.html#part',
    '//example.org/x',
  ])('%s is kept as it is', (url) => expect(safeUrl(url)).toBe(url));

  it.each([
    'javascript:alert(1)',
    'JavaScript:alert(1)',
    ' \u0001javascript:alert(1)',
    'java\nscript:alert(1)',
    'java\tscript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'file:///etc/passwd',
    'blob:https://example.org/1',
  ])('%j is no link', (url) => expect(safeUrl(url)).toBe(''));
});
