// Reads files and standard input for the command line: packed or not, whole or, where a file is too large for one text, in parts cut at line ends.
import { isAscii, isUtf8 } from 'node:buffer';
import { createReadStream, readFileSync, statSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

export interface Part {
  readonly text: string;
  /** Lines of the file before this part; 0 for a file that was read whole. */
  readonly linesBefore: number;
  /** Bytes read so far, and of all, where that is known: packed ones for a packed file. */
  readonly read: number;
  readonly size: number | undefined;
}

/** Bytes in one part: a log of a day fits, and memory holds several. */
export const PART = 64 * 1024 * 1024;

/** The text of a file, or of standard input for `-`, in as few parts as may be. Throws what reading throws. */
export async function* partsOf(file: string, most = PART): AsyncGenerator<Part> {
  const size = file === '-' ? undefined : statSync(file).size;
  const text = size !== undefined && size <= most ? wholeText(file) : undefined;
  if (text !== undefined) {
    yield { text, linesBefore: 0, read: size as number, size };
    return;
  }
  const source = file === '-' ? process.stdin : createReadStream(file, { highWaterMark: Math.min(1 << 20, most) });
  const progress = { read: 0 };
  let linesBefore = 0;
  for await (const bytes of slices(unpacked(source, progress), most)) {
    const part = decode(bytes);
    yield { text: part, linesBefore, read: progress.read, size };
    for (let at = part.indexOf('\n'); at >= 0; at = part.indexOf('\n', at + 1)) linesBefore += 1;
  }
}

/** Undefined for a packed file. A function of its own, so that the bytes are given back before the text is read. */
function wholeText(file: string): string | undefined {
  const bytes = readFileSync(file);
  return isPacked(bytes) ? undefined : decode(bytes);
}

const isPacked = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** The bytes of a stream, unpacked if they are packed. */
async function* unpacked(source: Readable, progress: { read: number }): AsyncGenerator<Buffer> {
  const chunks = source[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const first = await chunks.next();
  if (first.done) return;
  const all = async function* (): AsyncGenerator<Buffer> {
    for (let next: IteratorResult<Buffer> = first; !next.done; next = await chunks.next()) {
      progress.read += next.value.length;
      yield next.value;
    }
  };
  if (!isPacked(first.value)) {
    yield* all();
    return;
  }
  const gunzip = createGunzip();
  const feeding = (async () => {
    try {
      for await (const chunk of all())
        if (!gunzip.write(chunk)) await new Promise((resolve) => gunzip.once('drain', resolve));
      gunzip.end();
    } catch (error) {
      gunzip.destroy(error as Error);
    }
  })();
  yield* gunzip as AsyncIterable<Buffer>;
  await feeding;
}

/** The bytes in slices of about this size that end with a line; UTF-16 is not cut, its line ends look otherwise. */
async function* slices(chunks: AsyncIterable<Buffer>, most: number): AsyncGenerator<Buffer> {
  let pending: Buffer[] = [];
  let size = 0;
  let yielded = false;
  let failed: unknown;
  try {
    for await (const chunk of chunks) {
      pending.push(chunk);
      size += chunk.length;
      if (size < most || isUtf16(pending[0] as Buffer)) continue;
      const bytes = Buffer.concat(pending);
      const cut = bytes.lastIndexOf(10) + 1 || bytes.length;
      yield bytes.subarray(0, cut);
      yielded = true;
      pending = cut < bytes.length ? [Buffer.from(bytes.subarray(cut))] : [];
      size = bytes.length - cut;
    }
  } catch (error) {
    failed = error;
  }
  // What was read before a failure is worth reading.
  if (size > 0 || !(yielded || failed)) yield Buffer.concat(pending);
  if (failed) throw failed;
}

const isUtf16 = (bytes: Uint8Array): boolean =>
  (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);

/** Bytes as text: UTF-16 and UTF-8 are told by their marks and their form, the rest is read as Latin-1. */
function decode(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString('utf16le', 2);
  if (isUtf16(bytes))
    return Buffer.from(bytes.subarray(2, bytes.length & ~1))
      .swap16()
      .toString('utf16le');
  if (isAscii(bytes)) return bytes.toString('latin1');
  return bytes.toString(isUtf8(bytes) ? 'utf8' : 'latin1');
}
