// Loaded before a program (`node --import`): ends it with status 97 as soon as anything in it asks for a connection or a name.
import { createHook } from 'node:async_hooks';
import { writeSync } from 'node:fs';

/** Kinds of what Node makes below every module that reaches out: sockets, datagrams, encryption, look-ups. */
const OUTSIDE = /^(?:TCP|UDP|TLS|PIPECONNECT|PIPESERVER|GETADDRINFO|GETNAMEINFO|QUERY|HTTP|QUIC)/;

createHook({
  init(_id, type) {
    if (!OUTSIDE.test(type)) return;
    writeSync(2, `${type} is refused\n`);
    process.exit(97);
  },
}).enable();
