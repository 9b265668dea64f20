// Door for the desktop: the language server as a Node process.
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { serve } from './lsp/serve.ts';

serve(createConnection(ProposedFeatures.all));
