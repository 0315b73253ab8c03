import { describe, expect, it } from 'vitest';
import { EventStreamParser, type StreamEvent } from '../src/live/event-stream';

function parse(...chunks: string[]): { events: StreamEvent[]; comments: number } {
  const events: StreamEvent[] = [];
  let comments = 0;
  const parser = new EventStreamParser((event) => events.push(event), () => (comments += 1));
  for (const chunk of chunks) parser.push(chunk);
  return { events, comments };
}

const TEXT = 'event: delta\nid: 7f3a:12\ndata: {"ids":[1]}\n\n: hb\n\ndata: a\ndata: b\n\n';

describe('the event stream', () => {
  it('is taken apart into events and heartbeats', () => {
    const { events, comments } = parse(TEXT);
    expect(events).toEqual([
      { type: 'delta', id: '7f3a:12', data: '{"ids":[1]}' },
      { type: 'message', id: '7f3a:12', data: 'a\nb' },
    ]);
    expect(comments).toBe(1);
  });

  it('does not care where the network cuts it', () => {
    const whole = parse(TEXT);
    for (let cut = 1; cut < TEXT.length; cut++) expect(parse(TEXT.slice(0, cut), TEXT.slice(cut))).toEqual(whole);
    expect(parse(...TEXT)).toEqual(whole);
  });

  it('understands all three line ends', () => {
    expect(parse('data: x\r\n\r\n').events).toHaveLength(1);
    expect(parse('data: x\r\rdata: y\r\r:').events).toHaveLength(2);
  });

  it('dispatches nothing without data', () => {
    expect(parse('event: hello\n\nretry: 2000\n\n').events).toEqual([]);
  });
});
