// Marks beside the lines that prove something: a bar at the line and a dot in the overview ruler, so that the proof is found without reading.
import { Disposable, OverviewRulerLane, Range, ThemeColor, window, workspace } from 'vscode';
import type { StatusParams } from '../../server/src/protocol.ts';

const COLOR = new ThemeColor('ipsecDoctor.evidence');

export class Marks {
  readonly #lines = new Map<string, readonly number[]>();
  readonly #type = window.createTextEditorDecorationType({
    isWholeLine: true,
    borderColor: COLOR,
    borderStyle: 'solid',
    borderWidth: '0 0 0 2px',
    overviewRulerColor: COLOR,
    overviewRulerLane: OverviewRulerLane.Left,
  });
  readonly #listeners = Disposable.from(
    window.onDidChangeVisibleTextEditors(() => this.#show()),
    workspace.onDidCloseTextDocument(({ uri }) => this.#lines.delete(uri.toString())),
  );

  update({ uri, evidence }: StatusParams): void {
    this.#lines.set(uri, evidence);
    this.#show();
  }

  dispose(): void {
    this.#listeners.dispose();
    this.#type.dispose();
  }

  #show(): void {
    for (const editor of window.visibleTextEditors) {
      const lines = this.#lines.get(editor.document.uri.toString());
      if (lines)
        editor.setDecorations(
          this.#type,
          lines.map((line) => new Range(line, 0, line, 0)),
        );
    }
  }
}
