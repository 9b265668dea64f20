// An extension for the suite: a folder in memory, under the scheme by which VS Code on the web shows repositories that are on no disk, and a kind of notebook.
import {
  type Disposable,
  EventEmitter,
  type ExtensionContext,
  type FileChangeEvent,
  FileSystemError,
  type FileSystemProvider,
  FileType,
  NotebookData,
  type Uri,
  workspace,
} from 'vscode';

/** The kind that every desktop has; on the web the extension behind it is missing from the packaged editor. */
const NOTEBOOK = 'jupyter-notebook';

export function activate(context: ExtensionContext): void {
  context.subscriptions.push(
    workspace.registerFileSystemProvider('vscode-vfs', new Memory(), { isCaseSensitive: true }),
    workspace.registerNotebookSerializer(NOTEBOOK, {
      deserializeNotebook: () => new NotebookData([]),
      serializeNotebook: () => new Uint8Array(),
    }),
  );
}

class Memory implements FileSystemProvider {
  readonly #files = new Map<string, Uint8Array>();
  readonly #folders = new Set(['/', '/workspace']);
  readonly #changed = new EventEmitter<FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changed.event;

  watch(): Disposable {
    return { dispose: () => {} };
  }

  stat({ path }: Uri): { type: FileType; ctime: number; mtime: number; size: number } {
    const times = { ctime: 0, mtime: 0 };
    if (this.#folders.has(path)) return { type: FileType.Directory, ...times, size: 0 };
    return { type: FileType.File, ...times, size: this.#content(path).length };
  }

  readDirectory({ path }: Uri): [string, FileType][] {
    const inside = (name: string): boolean => name !== path && name.slice(0, name.lastIndexOf('/')) === path;
    const entry =
      (type: FileType) =>
      (name: string): [string, FileType] => [name.slice(path.length + 1), type];
    return [
      ...[...this.#folders].filter(inside).map(entry(FileType.Directory)),
      ...[...this.#files.keys()].filter(inside).map(entry(FileType.File)),
    ];
  }

  createDirectory({ path }: Uri): void {
    this.#folders.add(path);
  }

  readFile({ path }: Uri): Uint8Array {
    return this.#content(path);
  }

  writeFile({ path }: Uri, content: Uint8Array): void {
    this.#files.set(path, content);
  }

  delete({ path }: Uri): void {
    this.#files.delete(path);
  }

  rename(from: Uri, to: Uri): void {
    this.#files.set(to.path, this.#content(from.path));
    this.#files.delete(from.path);
  }

  #content(path: string): Uint8Array {
    const content = this.#files.get(path);
    if (!content) throw FileSystemError.FileNotFound(path);
    return content;
  }
}
