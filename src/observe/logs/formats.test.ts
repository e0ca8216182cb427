import { describe, expect, test } from 'vitest';
import type { UsageEvent } from '../../facts/usage-facts.ts';
import { LOG_FORMATS } from './formats.ts';
import type { LogFormat } from './log-format.ts';
import { LogReader, type LogReading } from './log-reader.ts';

const NOW = Date.UTC(2026, 10, 23);

function read(text: string, format?: LogFormat): { events: UsageEvent[]; reading: LogReading } {
  const events: UsageEvent[] = [];
  const reader = new LogReader(
    { file: 'x.log', now: NOW, isEveryEvent: true, format },
    ({ event }) => event !== null && events.push(event),
  );
  reader.push(Buffer.from(text));
  return { events, reading: reader.end() };
}

describe.each(LOG_FORMATS.map((format) => ({ name: format.name, format })))('$name', ({ format }) => {
  test('gives the events of its sample lines', () => {
    for (const { lines, events } of format.samples) {
      const { events: given } = read(`${lines.join('\n')}\n`, format);
      expect(given).toHaveLength(events.length);
      for (const [index, event] of events.entries()) expect(given[index]).toMatchObject(event);
    }
  });

  test('is recognised by them', () => {
    for (const { lines } of format.samples) {
      expect(read(`${lines.join('\n')}\n`).reading.format?.name).toBe(format.name);
    }
  });

  test('has a sample, and says how to get the version if it may be missing', () => {
    expect(format.samples.length).toBeGreaterThan(0);
    if (format.samples.every(({ events }) => events.length === 0)) expect(format.hint).not.toBeNull();
  });

  test('counts a handshake the same with and without whole events', () => {
    const text = format.samples.flatMap(({ lines }) => lines).join('\n');
    const rows: unknown[] = [];
    const reader = new LogReader({ file: 'x.log', now: NOW, format }, (row) => {
      rows.push({ ...row, event: null });
      if (row.event === null) expect(row.negotiated ?? row.offeredMax).toMatch(/^D?TLSv1\.[23]$/);
    });
    reader.push(Buffer.from(text));
    reader.end();
    const all: unknown[] = [];
    const other = new LogReader({ file: 'x.log', now: NOW, format, isEveryEvent: true }, (row) => {
      all.push({ ...row, event: null });
    });
    other.push(Buffer.from(text));
    other.end();
    expect(rows).toEqual(all);
  });
});
