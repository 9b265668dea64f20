// A syslog message of a router has one sentence: where it is cut, or a release words it otherwise, its name alone says what it is.
import type { Message } from '../../engine/define.ts';
import { groupBy } from '../detectors/values.ts';

/** The messages, of which those that tell of something bad, and share their name with no other one, are known by it alone. */
export function withAnySentence(messages: readonly Message[]): readonly Message[] {
  const named = groupBy(messages, ({ head, mnemonic }) => `${head} ${mnemonic}`);
  return messages.map((message) => {
    const { head, mnemonic, health, templates } = message;
    const isAlone = named.get(`${head} ${mnemonic}`)?.length === 1;
    const isCut = head === 'ios-syslog' && mnemonic !== undefined && health === 'bad' && isAlone;
    return isCut && !templates.includes(anySentence) ? { ...message, templates: [...templates, anySentence] } : message;
  });
}

export const anySentence = '{:text}';
