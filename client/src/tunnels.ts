// The Tunnels view in the explorer: peer → IKE SA → IPsec SA → findings of the capture that was last in front.
import {
  commands,
  Disposable,
  EventEmitter,
  type TextEditor,
  ThemeColor,
  ThemeIcon,
  type TreeDataProvider,
  TreeItem,
  TreeItemCollapsibleState,
  type Uri,
  window,
} from 'vscode';
import {
  COMMANDS,
  LANGUAGE_ID,
  TUNNELS_REQUEST,
  type TunnelNode,
  type TunnelsParams,
  type TunnelsResult,
} from '../../server/src/protocol.ts';
import type { Server } from './shared.ts';

const VIEW = 'ipsecDoctor.tunnels';
/** The view shows from the first capture on; people who never open one do not see it. */
const CONTEXT_KEY = 'ipsecDoctor.hasCapture';

/** Told by shape first, by colour second. */
const ICONS = {
  good: new ThemeIcon('pass', new ThemeColor('ipsecDoctor.good')),
  waiting: new ThemeIcon('clock', new ThemeColor('ipsecDoctor.waiting')),
  bad: new ThemeIcon('error', new ThemeColor('ipsecDoctor.bad')),
  neutral: new ThemeIcon('circle-outline'),
} as const;

export class Tunnels implements TreeDataProvider<TunnelNode> {
  readonly #changed = new EventEmitter<void>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #server: Server;
  readonly #registrations: Disposable;
  #source: Uri | undefined;

  constructor(server: Server) {
    this.#server = server;
    this.#registrations = Disposable.from(
      window.registerTreeDataProvider(VIEW, this),
      window.onDidChangeActiveTextEditor((editor) => this.#follow(editor)),
      this.#changed,
    );
  }

  dispose(): void {
    this.#registrations.dispose();
  }

  /** The server has read a text anew. */
  refresh(source: string): void {
    this.#follow(window.activeTextEditor);
    if (source === this.#source?.toString()) this.#changed.fire();
  }

  #follow(editor: TextEditor | undefined): void {
    if (editor?.document.languageId !== LANGUAGE_ID || editor.document.uri.toString() === this.#source?.toString())
      return;
    this.#source = editor.document.uri;
    void commands.executeCommand('setContext', CONTEXT_KEY, true);
    this.#changed.fire();
  }

  async getChildren(parent?: TunnelNode): Promise<TunnelNode[]> {
    if (parent) return [...parent.children];
    if (!this.#source) return [];
    try {
      const client = await this.#server();
      const params: TunnelsParams = { uri: client.code2ProtocolConverter.asUri(this.#source) };
      return [...(await client.sendRequest<TunnelsResult>(TUNNELS_REQUEST, params)).nodes];
    } catch {
      // Overtaken by an edit, or the server is gone: its next analysis asks for the tree again.
      return [];
    }
  }

  getTreeItem(node: TunnelNode): TreeItem {
    const { None, Expanded } = TreeItemCollapsibleState;
    const item = new TreeItem(node.label, node.children.length > 0 ? Expanded : None);
    item.description = node.description ?? '';
    item.tooltip = node.tooltip || `${node.label} ${node.description ?? ''}`;
    item.iconPath = ICONS[node.health];
    item.command = {
      command: COMMANDS.reveal,
      title: 'Show',
      arguments: [this.#source?.toString(), node.firstLine, node.lastLine],
    };
    return item;
  }
}
