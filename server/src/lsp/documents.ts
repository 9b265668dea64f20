// Open documents and their analyses: one analysis for each version, made when the typing pauses, dropped when it is overtaken.
import { type CancellationToken, type Disposable, LSPErrorCodes, RAL, ResponseError } from 'vscode-languageserver';
import type { Analysis } from '../engine/model.ts';
import type { Document } from './document.ts';

interface Waiting {
  readonly resolve: (analysis: Analysis) => void;
  readonly reject: (error: ResponseError) => void;
}

interface Entry {
  document: Document;
  analysis: Analysis | undefined;
  /** The analysis of the last version that was not overtaken. */
  before: Analysis | undefined;
  /** Milliseconds that the last analysis took. */
  cost: number;
  timer: Disposable | undefined;
  readonly waiting: Waiting[];
}

export interface Documents {
  /** A new version: its analysis is made soon, once, and `analysed` is told. */
  changed(document: Document): void;
  closed(uri: string): void;
  get(uri: string): Document | undefined;
  /** The analysis of the newest version. Rejects when that version is overtaken, the document closed, or the request cancelled. */
  analysis(uri: string, token?: CancellationToken): Promise<Analysis>;
  /** All open documents that are analysed. */
  analysed(): readonly { readonly document: Document; readonly analysis: Analysis }[];
  dispose(): void;
}

export interface DocumentsOptions {
  /** The analysis as small steps: between two of them other requests are served. `before` is that of an earlier version. */
  readonly steps: (text: string, before: Analysis | undefined) => Iterator<void, Analysis>;
  readonly analysed: (document: Document, analysis: Analysis) => void;
  readonly failed: (document: Document, error: unknown) => void;
  /** Milliseconds, for measuring what an analysis costs. */
  readonly now: () => number;
}

/** An analysis that takes no longer than this is made at once after every edit. */
const cheap = 120;
const longestPause = 500;
/** Milliseconds of work before others get a turn. */
const slice = 8;

export function createDocuments({ steps, analysed, failed, now }: DocumentsOptions): Documents {
  const entries = new Map<string, Entry>();

  const overtaken = (): ResponseError =>
    new ResponseError(LSPErrorCodes.ContentModified, 'The text changed while the answer was being prepared.');

  /** Begins the analysis of the entry's version, and goes on with it slice by slice until it is done or overtaken. */
  const run = (entry: Entry): void => {
    const { document } = entry;
    let spent = 0;
    let work: Iterator<void, Analysis> | undefined;
    const proceed = (): void => {
      entry.timer = undefined;
      const begun = now();
      try {
        work ??= steps(document.text, entry.before);
        let step = work.next();
        while (!step.done && now() - begun < slice) step = work.next();
        spent += now() - begun;
        if (!step.done) {
          entry.timer = RAL().timer.setImmediate(proceed);
          return;
        }
        entry.cost = spent;
        entry.analysis = step.value;
        entry.before = step.value;
        for (const { resolve } of entry.waiting.splice(0)) resolve(step.value);
        analysed(document, step.value);
      } catch (error) {
        entry.cost = spent + now() - begun;
        failed(document, error);
        for (const { reject } of entry.waiting.splice(0))
          reject(new ResponseError(LSPErrorCodes.RequestFailed, 'The analysis failed.'));
      }
    };
    proceed();
  };

  /** Rest as long as the last analysis took, so that typing is never behind. */
  const pauseOf = ({ cost }: Entry): number => (cost <= cheap ? 0 : Math.min(longestPause, cost));

  const drop = (entry: Entry, error: ResponseError): void => {
    entry.timer?.dispose();
    entry.timer = undefined;
    for (const { reject } of entry.waiting.splice(0)) reject(error);
  };

  return {
    changed: (document) => {
      const known = entries.get(document.uri);
      if (known) drop(known, overtaken());
      const entry: Entry = known ?? {
        document,
        analysis: undefined,
        before: undefined,
        cost: 0,
        timer: undefined,
        waiting: [],
      };
      entry.document = document;
      entry.analysis = undefined;
      entries.set(document.uri, entry);
      const pause = pauseOf(entry);
      entry.timer = pause > 0 ? RAL().timer.setTimeout(run, pause, entry) : RAL().timer.setImmediate(run, entry);
    },
    closed: (uri) => {
      const entry = entries.get(uri);
      if (entry) drop(entry, new ResponseError(LSPErrorCodes.ContentModified, 'The document was closed.'));
      entries.delete(uri);
    },
    get: (uri) => entries.get(uri)?.document,
    analysis: (uri, token) => {
      const entry = entries.get(uri);
      if (!entry) return Promise.reject(new ResponseError(LSPErrorCodes.RequestFailed, 'No such open document.'));
      if (entry.analysis) return Promise.resolve(entry.analysis);
      // An analysis that failed is tried again with the next version only.
      if (!entry.timer) return Promise.reject(new ResponseError(LSPErrorCodes.RequestFailed, 'The analysis failed.'));
      return new Promise((resolve, reject) => {
        entry.waiting.push({ resolve, reject });
        token?.onCancellationRequested(() =>
          reject(new ResponseError(LSPErrorCodes.RequestCancelled, 'The request was cancelled.')),
        );
      });
    },
    analysed: () =>
      [...entries.values()].flatMap(({ document, analysis }) => (analysis ? [{ document, analysis }] : [])),
    dispose: () => {
      for (const entry of entries.values())
        drop(entry, new ResponseError(LSPErrorCodes.ServerCancelled, 'The server stops.'));
      entries.clear();
    },
  };
}
