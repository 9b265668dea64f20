// The language status item: the verdict on the text in front, and how much of it was understood.
import { LanguageStatusSeverity, l10n, languages, window, workspace } from 'vscode';
import { COMMANDS, LANGUAGE_ID, type StatusParams } from '../../server/src/protocol.ts';

const VERDICTS = {
  // Errors and warnings get an icon from the editor.
  fault: { icon: '', label: l10n.t('Fault'), severity: LanguageStatusSeverity.Error },
  undetermined: { icon: '', label: l10n.t('Undetermined'), severity: LanguageStatusSeverity.Warning },
  healthy: { icon: '$(pass)\u00a0', label: l10n.t('Healthy'), severity: LanguageStatusSeverity.Information },
  'no-crypto': {
    icon: '$(circle-slash)\u00a0',
    label: l10n.t('No crypto output'),
    severity: LanguageStatusSeverity.Information,
  },
} as const;

export class Status {
  readonly #known = new Map<string, StatusParams>();
  readonly #item = languages.createLanguageStatusItem('ipsecDoctor.status', LANGUAGE_ID);
  readonly #listeners = [
    window.onDidChangeActiveTextEditor(() => this.#show()),
    workspace.onDidCloseTextDocument(({ uri }) => this.#known.delete(uri.toString())),
  ];

  constructor() {
    this.#item.name = 'IPsec Doctor';
    this.#item.command = { command: COMMANDS.diagnose, title: l10n.t('Report') };
    this.#show();
  }

  update(params: StatusParams): void {
    this.#known.set(params.uri, params);
    this.#show();
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose();
    this.#item.dispose();
  }

  #show(): void {
    const status = this.#known.get(window.activeTextEditor?.document.uri.toString() ?? '');
    this.#item.busy = !status;
    if (!status) {
      this.#item.text = l10n.t('Reading');
      this.#item.detail = '';
      this.#item.severity = LanguageStatusSeverity.Information;
      return;
    }
    const { icon, label, severity } = VERDICTS[status.verdict.status];
    const { total, understood } = status.lines;
    const captures = status.captures === 1 ? l10n.t('one capture') : l10n.t('{0} captures', String(status.captures));
    this.#item.text = `${icon}${status.verdict.primary ?? label}`;
    const read = l10n.t('{0} of {1} lines understood', understood, total);
    // `ios-xe` as it is written: `IOS-XE`.
    const platform = status.platform === 'unknown' ? [] : [status.platform.toUpperCase()];
    this.#item.detail = [...platform, captures, read].join(', ');
    this.#item.severity = severity;
  }
}
