// Moves what an analysis holds to other places: one record, fact or attempt stays one.
import type { Fact, Rec } from './define.ts';
import type { Attempt, Finding, Occurrence, Span, Tunnel } from './model.ts';

/** Where a place is now. */
export interface Places {
  start(offset: number): number;
  /** The end of a span: what is put in right behind it stays outside. */
  end(offset: number): number;
  /** 0-based. */
  line(line: number): number;
}

/** `occurrence` answers the one that stands for another now; SAs of captures that stay where they are need not be looked at. */
export function moving(
  place: Places,
  occurrence: (of: Occurrence) => Occurrence,
  stays: (capture: number) => boolean = () => false,
) {
  const span = <T extends Span>(of: T): T => {
    const start = place.start(of.start);
    const end = Math.max(start, place.end(of.end));
    return start === of.start && end === of.end ? of : { ...of, start, end };
  };
  const fact = once(span<Fact>);
  const rec = once((of: Rec): Rec => {
    const fields: Rec['fields'] = {};
    for (const [name, value] of Object.entries(of.fields)) fields[name] = value && fact(value);
    return {
      ...span(of),
      line: place.line(of.line),
      fields,
      all: of.all.map(fact),
      children: of.children.map(rec),
    };
  });
  /** Its first and last line may change places. What a log tells from its newest line on begins below its end, and still does. */
  const lines = <T extends { readonly startLine: number; readonly endLine: number }>(of: T): T => {
    if (of.endLine <= of.startLine)
      return { ...of, startLine: place.line(of.startLine), endLine: place.line(Math.max(0, of.endLine - 1)) + 1 };
    const ends = [place.line(of.startLine), place.line(Math.max(of.startLine, of.endLine - 1))] as const;
    return { ...of, startLine: Math.min(...ends), endLine: Math.max(...ends) + 1 };
  };
  const attempt = once((of: Attempt): Attempt => ({ ...lines(of), occurrences: of.occurrences.map(occurrence) }));
  return {
    span,
    lines,
    rec,
    attempt,
    tunnel: (of: Tunnel): Tunnel => ({
      ...of,
      ike: of.ike.map((sa) => (stays(sa.capture) ? sa : { ...sa, line: place.line(sa.line), span: span(sa.span) })),
      ipsec: of.ipsec.map((sa) =>
        stays(sa.capture) ? sa : { ...sa, line: place.line(sa.line), span: span(sa.span), rec: rec(sa.rec) },
      ),
      attempts: of.attempts.map(attempt),
    }),
    finding: (of: Finding): Finding => ({ ...of, evidence: of.evidence.map(span) }),
  };
}

/** The same answer for the same object. */
export function once<T extends object>(work: (of: T) => T): (of: T) => T {
  const known = new Map<T, T>();
  return (of) => {
    const done = known.get(of) ?? work(of);
    known.set(of, done);
    return done;
  };
}
