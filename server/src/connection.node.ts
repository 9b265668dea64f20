// How the language server talks to the editor that started it as a Node process.
import { type Connection, createConnection, ProposedFeatures } from 'vscode-languageserver/node';

export function connect(): Connection {
  return createConnection(ProposedFeatures.all);
}
