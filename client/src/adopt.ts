// Turns plain text and log documents that hold Cisco IPsec output into `cisco-ipsec` documents: surely → at once, maybe → a quiet offer.
import {
  Disposable,
  l10n,
  languages,
  TabInputText,
  type TextDocument,
  type TextDocumentChangeEvent,
  type TextEditor,
  window,
  workspace,
} from 'vscode';
import { COMMANDS, DETECT_REQUEST, type DetectParams, type DetectResult } from '../../server/src/protocol.ts';
import { readAsCapture, sampleOf } from './documents.ts';
import { maySpeakOfTunnels } from './glance.ts';
import type { Server } from './shared.ts';

/** Languages that say nothing about a text; every other one was chosen by somebody. */
const UNDECIDED = new Set(['plaintext', 'log']);

/** Long enough for a paste to arrive whole, short enough to come before the editor's own guess at the language. */
const SETTLE_MS = 120;

export function watchForCaptures(server: Server): Disposable {
  /** The last language seen of each open document: when it changes, somebody has chosen, and the choice is final. */
  const languageOf = new Map<string, string>();
  const decided = new Set<string>();
  const pending = new Map<string, ReturnType<typeof setTimeout>>();
  const offer = new Offer();

  const consider = async (document: TextDocument): Promise<void> => {
    const key = document.uri.toString();
    const mode = workspace.getConfiguration('ipsecDoctor', document).get<string>('detection.mode', 'auto');
    if (mode === 'off' || decided.has(key) || document.isClosed || !isShownInTab(document)) return;
    const { version } = document;
    const likelihood = await likelihoodOf(server, sampleOf(document));
    if (document.isClosed || document.version !== version) return;
    offer.set(key, likelihood === 'maybe' || (likelihood === 'sure' && mode === 'ask'));
    if (likelihood !== 'sure' || mode !== 'auto') return;
    decided.add(key);
    await readAsCapture(document);
  };

  const schedule = (document: TextDocument | undefined): void => {
    const key = document?.uri.toString();
    if (!document || !key || !UNDECIDED.has(document.languageId) || decided.has(key)) return;
    clearTimeout(pending.get(key));
    pending.set(
      key,
      setTimeout(() => {
        pending.delete(key);
        void consider(document);
      }, SETTLE_MS),
    );
  };

  const opened = (document: TextDocument): void => {
    const key = document.uri.toString();
    const before = languageOf.get(key);
    languageOf.set(key, document.languageId);
    if (before !== undefined && before !== document.languageId) {
      decided.add(key);
      offer.set(key, false);
    }
    schedule(document);
  };

  /** A change of language closes and reopens a document at once; only one that stays closed is forgotten. */
  const closed = (document: TextDocument): void => {
    const key = document.uri.toString();
    setTimeout(() => {
      if (workspace.textDocuments.some((open) => open.uri.toString() === key)) return;
      languageOf.delete(key);
      decided.delete(key);
      offer.set(key, false);
    }, 0);
  };

  workspace.textDocuments.forEach(opened);
  return Disposable.from(
    offer,
    workspace.onDidOpenTextDocument(opened),
    workspace.onDidCloseTextDocument(closed),
    workspace.onDidChangeTextDocument((event: TextDocumentChangeEvent) => schedule(event.document)),
    window.onDidChangeActiveTextEditor((editor: TextEditor | undefined) => schedule(editor?.document)),
    new Disposable(() => pending.forEach(clearTimeout)),
  );
}

/** Only a text that speaks of tunnels at all is worth starting the server for, which then tells surely. Nobody asked, so a server that fails is silent. */
async function likelihoodOf(server: Server, sample: string): Promise<DetectResult['likelihood']> {
  if (!maySpeakOfTunnels(sample)) return 'no';
  try {
    const client = await server();
    const { likelihood } = await client.sendRequest<DetectResult>(DETECT_REQUEST, { sample } satisfies DetectParams);
    return likelihood;
  } catch {
    return 'no';
  }
}

/** The user's own texts stand in text tabs; output panels, notebook cells and input boxes do not. */
function isShownInTab({ uri }: TextDocument): boolean {
  const tabs = window.tabGroups.all.flatMap((group) => group.tabs);
  return tabs.some(({ input }) => input instanceof TabInputText && input.uri.toString() === uri.toString());
}

/** The quiet offer: an entry in the language status while the text in front may be a capture. */
class Offer {
  readonly #keys = new Set<string>();
  readonly #item = languages.createLanguageStatusItem('ipsecDoctor.offer', []);
  readonly #listener = window.onDidChangeActiveTextEditor(() => this.#show());

  constructor() {
    this.#item.name = 'IPsec Doctor';
    this.#item.text = l10n.t('Looks like Cisco IPsec output');
    this.#item.command = { command: COMMANDS.adopt, title: l10n.t('Read as Cisco IPsec') };
  }

  set(key: string, offered: boolean): void {
    if (offered) this.#keys.add(key);
    else this.#keys.delete(key);
    this.#show();
  }

  dispose(): void {
    this.#listener.dispose();
    this.#item.dispose();
  }

  #show(): void {
    const uri = window.activeTextEditor?.document.uri.toString();
    this.#item.selector = uri && this.#keys.has(uri) ? [...UNDECIDED] : [];
  }
}
