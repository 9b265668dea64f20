// Quick fixes on a finding: copy the next command, copy the fix, open its page, change how it is shown, hide a secret.
import type { Analysis, Finding, Span } from '../model.ts';
import { overlaps } from './places.ts';

export type Action =
  | { readonly do: 'copy'; readonly title: string; readonly text: string; readonly finding: number }
  | { readonly do: 'explain'; readonly title: string; readonly code: string; readonly finding: number }
  | { readonly do: 'severity'; readonly title: string; readonly code: string; readonly finding: number }
  | {
      readonly do: 'replace';
      readonly title: string;
      readonly edits: readonly (Span & { readonly text: string })[];
      readonly finding: number;
    };

const whereWords = { local: 'this device', remote: 'the peer', either: 'both ends' } as const;

/** Actions for the findings that have evidence in a span. */
export function actionsAt(analysis: Analysis, span: Span): readonly Action[] {
  return analysis.findings.flatMap((finding, index) =>
    finding.evidence.some((evidence) => overlaps(evidence, span)) ? actionsOf(analysis, finding, index) : [],
  );
}

function actionsOf(analysis: Analysis, finding: Finding, index: number): readonly Action[] {
  const actions: Action[] = [];
  // The only finding whose evidence is a value that must not be shown.
  if (finding.code === 'secret-in-text')
    actions.push({
      do: 'replace',
      title: 'Redact this secret',
      edits: finding.evidence.map(({ start, end }) => ({ start, end, text: masked(analysis.text.slice(start, end)) })),
      finding: index,
    });
  for (const next of finding.next.slice(0, 2))
    actions.push({ do: 'copy', title: `Copy the next command: ${next.command}`, text: next.command, finding: index });
  for (const fix of finding.fix)
    actions.push({
      do: 'copy',
      title: `Copy the fix for ${whereWords[fix.where]}: ${fix.why}`,
      text: `${fix.config.join('\n')}\n`,
      finding: index,
    });
  actions.push({ do: 'explain', title: `Explain ${finding.code}`, code: finding.code, finding: index });
  actions.push({
    do: 'severity',
    title: `Change how ${finding.code} is shown`,
    code: finding.code,
    finding: index,
  });
  return actions;
}

/** A mask keeps nothing of the secret, not even its length. */
const masked = (secret: string): string => (secret.trim() === '' ? secret : '<removed>');
