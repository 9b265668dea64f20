// The language status item: the verdict on the text in front, and how much of it was understood.
import { LanguageStatusSeverity, languages, window, workspace } from 'vscode';
import { COMMANDS, LANGUAGE_ID, type StatusParams } from '../../server/src/protocol.ts';

const VERDICTS = {
  fault: { icon: '$(error)', label: 'Fault', severity: LanguageStatusSeverity.Error },
  undetermined: { icon: '$(question)', label: 'Undetermined', severity: LanguageStatusSeverity.Warning },
  healthy: { icon: '$(pass)', label: 'Healthy', severity: LanguageStatusSeverity.Information },
  'no-crypto': { icon: '$(circle-slash)', label: 'No crypto output', severity: LanguageStatusSeverity.Information },
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
    this.#item.command = { command: COMMANDS.diagnose, title: 'Report' };
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
      this.#item.text = 'Reading';
      this.#item.detail = '';
      this.#item.severity = LanguageStatusSeverity.Information;
      return;
    }
    const { icon, label, severity } = VERDICTS[status.verdict.status];
    const { total, understood } = status.lines;
    const captures = `${status.captures} ${status.captures === 1 ? 'capture' : 'captures'}`;
    this.#item.text = `${icon} ${status.verdict.primary ?? label}`;
    this.#item.detail = `${status.platform}, ${captures}, ${understood}/${total} lines understood`;
    this.#item.severity = severity;
  }
}
