// Quick fixes on a finding: copy the next command, copy the fix, open its page, change how it is shown.
import type { Analysis, Finding, Span } from '../model.ts';
import { overlaps } from './places.ts';
import { shorten } from './prose.ts';

export type Action =
  | { readonly do: 'copy'; readonly title: string; readonly text: string; readonly finding: number }
  | { readonly do: 'explain'; readonly title: string; readonly code: string; readonly finding: number }
  | { readonly do: 'severity'; readonly title: string; readonly code: string; readonly finding: number };

/** A menu entry that is wider than the menu cannot be read. */
const longestTitle = 90;

const whereWords = { local: 'this device', remote: 'the peer', either: 'both ends' } as const;

/** Actions for the findings that have evidence in a span. */
export function actionsAt(analysis: Analysis, span: Span): readonly Action[] {
  return analysis.findings.flatMap((finding, index) =>
    finding.evidence.some((evidence) => overlaps(evidence, span)) ? actionsOf(finding, index) : [],
  );
}

function actionsOf(finding: Finding, index: number): readonly Action[] {
  const actions: Action[] = [];
  for (const next of finding.next.slice(0, 2))
    actions.push({ do: 'copy', title: `Copy the next command: ${next.command}`, text: next.command, finding: index });
  const languages = new Set(finding.fix.map(({ platform }) => platform));
  for (const fix of finding.fix)
    actions.push({
      do: 'copy',
      title: shorten(
        `Copy the fix for ${whereWords[fix.where]}${languages.size > 1 ? ` (${fix.platform.toUpperCase()})` : ''}: ${fix.config[0] ?? fix.why}`,
        longestTitle,
      ),
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
