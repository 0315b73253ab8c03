/** One dispatched event of a `text/event-stream`. */
export interface StreamEvent {
  type: string;
  data: string;
  id: string;
}

/**
 * Takes a `text/event-stream` apart (WHATWG HTML, 9.2.6). The browser's own EventSource is not
 * used because it hides comments, and our heartbeat is one: without it a quiet city and a dead
 * connection look the same.
 */
export class EventStreamParser {
  private buffer = '';
  private type = '';
  private data: string[] = [];
  private lastId = '';

  constructor(
    private readonly onEvent: (event: StreamEvent) => void,
    private readonly onComment: () => void,
  ) {}

  push(text: string): void {
    this.buffer += text;
    let end: number;
    while ((end = this.buffer.search(/\r\n|\n|\r(?=[^])/)) >= 0) {
      const line = this.buffer.slice(0, end);
      const width = this.buffer[end] === '\r' && this.buffer[end + 1] === '\n' ? 2 : 1;
      this.buffer = this.buffer.slice(end + width);
      this.line(line);
    }
  }

  private line(line: string): void {
    if (line === '') return this.dispatch();
    if (line.startsWith(':')) return this.onComment();
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') this.type = value;
    else if (field === 'data') this.data.push(value);
    else if (field === 'id' && !value.includes('\0')) this.lastId = value;
  }

  private dispatch(): void {
    if (this.data.length > 0) {
      this.onEvent({ type: this.type || 'message', data: this.data.join('\n'), id: this.lastId });
    }
    this.type = '';
    this.data = [];
  }
}
