// VS Code as a web page with nothing behind it but static files, as vscode.dev is: extensions run in a web worker of the page, and nowhere else.
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { cachedFiles } from '../../../scripts/host/cache.ts';
import { editorFolder } from '../../../scripts/host/editor.ts';

const WORKBENCH = 'out/vs/code/browser/workbench/workbench';

/** What the packaged workbench changes in VS Code so that it always has a machine behind it, and what stands there in VS Code itself. */
const WITHOUT_REMOTE: readonly (readonly [RegExp, string])[] = [
  [/(?<=remoteAuthority:)location\.host/g, 'undefined'],
  [/(?<=file\(this\.userDataPath\)\.with\(\{scheme:\w+\.)vscodeRemote/g, 'vscodeUserData'],
];

/** VS Code's own Markdown extension as built for the web, which the packaged editor leaves out; the report is shown in its preview. */
const MARKDOWN = { name: '@codingame/monaco-vscode-markdown-language-features-default-extension', version: '37.6.1' };
const MARKDOWN_AT = 'extensions/markdown-language-features/dist/browser';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
};

export interface WebEditor {
  readonly url: string;
  stop(): Promise<void>;
}

interface Shown {
  /** The address of the folder that the editor shows. */
  readonly folder: string;
  /** Folders of extensions by the names under which they are served. */
  readonly extensions: Readonly<Record<string, string>>;
  /** A module of one of them, which is run. */
  readonly suite: string;
}

export async function startWebEditor(shown: Shown): Promise<WebEditor> {
  const vscode = await editorFolder();
  const markdown = path.join(await cachedFiles(MARKDOWN.name, MARKDOWN.version), 'resources');
  const folders: Readonly<Record<string, string>> = { ...shown.extensions, vscode };
  const workbench = withoutRemote(await readFile(path.join(vscode, `${WORKBENCH}.js`), 'utf8'));
  const fileAt = (pathname: string): string => {
    const [, name = '', ...rest] = pathname.split('/');
    const file = rest.join('/');
    if (name === 'vscode' && file.startsWith(MARKDOWN_AT)) return path.join(markdown, path.basename(file));
    const folder = folders[name];
    const full = path.join(folder ?? '', file);
    if (!folder || !full.startsWith(folder + path.sep)) throw new Error(`${pathname} is not served`);
    return full;
  };
  const server = createServer(async ({ url = '/', headers }, response) => {
    const { pathname, origin } = new URL(url, `http://${headers.host}`);
    const known: Readonly<Record<string, () => string>> = {
      '/': () => page(origin, shown),
      [`/vscode/${WORKBENCH}.js`]: () => workbench,
    };
    try {
      const content = known[pathname]?.() ?? (await readFile(fileAt(decodeURIComponent(pathname))));
      const type = TYPES[path.extname(pathname) || '.html'] ?? 'application/octet-stream';
      response.writeHead(200, { 'Content-Type': type }).end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
  return {
    url: await listen(server),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function withoutRemote(workbench: string): string {
  return WITHOUT_REMOTE.reduce((text, [remote, local]) => {
    if (text.match(remote)?.length !== 1) throw new Error(`The workbench does not hold ${remote} once any more`);
    return text.replace(remote, local);
  }, workbench);
}

function listen(server: Server): Promise<string> {
  return new Promise((resolve, reject) => {
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`));
  });
}

function page(origin: string, { folder, extensions, suite }: Shown): string {
  const at = (name: string) => {
    const { protocol, host, pathname } = new URL(name, origin);
    return { scheme: protocol.slice(0, -1), authority: host, path: pathname };
  };
  const configuration = {
    folderUri: at(folder),
    webviewEndpoint: '/vscode/out/vs/workbench/contrib/webview/browser/pre',
    developmentOptions: {
      enableSmokeTestDriver: true,
      extensions: Object.keys(extensions).map((name) => at(`/${name}`)),
      extensionTestsPath: at(`/${suite}`),
    },
    enableWorkspaceTrust: true,
    configurationDefaults: {
      'chat.disableAIFeatures': true,
      'security.workspace.trust.startupPrompt': 'never',
      'workbench.startupEditor': 'none',
    },
    // The packaged workbench asks for these.
    userDataPath: '/',
    isEnabledFileDownloads: true,
    isEnabledFileUploads: true,
    isEnabledCoderGettingStarted: false,
  };
  const settings = JSON.stringify(configuration).replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  return `<!DOCTYPE html>
<html>
<head>
<meta charset="utf-8">
<meta id="vscode-workbench-web-configuration" data-settings="${settings}">
<link rel="stylesheet" href="/vscode/${WORKBENCH}.css">
<script>globalThis._VSCODE_FILE_ROOT = new URL('/vscode/out/', location).href;</script>
</head>
<body aria-label="">
<script type="module" src="/vscode/out/nls.messages.js"></script>
<script type="module" src="/vscode/${WORKBENCH}.js"></script>
</body>
</html>
`;
}
