// Door for editors: the language server, in a Node process or in a web worker. One file serves both, since nearly all of it is what both know.
import { serve } from './lsp/serve.ts';

const door = 'process' in globalThis ? import('./connection.node.ts') : import('./connection.web.ts');
void door.then(({ connect }) => serve(connect()));
