import type { Socket } from 'node:net';
import { Channel } from './channel.ts';
import { type FromKeeper, ToKeeper } from './messages.ts';
import { isSame, proof, secret } from './proof.ts';

export type WindowChannel = Channel<ToKeeper, FromKeeper>;

export interface DoorOptions {
  /** Of Glimpse. */
  version: string;
  /** Who knows it is a window of the same user. */
  key: string;
}

/** What becomes of a window that was let in. */
export interface Guest {
  onMessage: (message: ToKeeper) => void;
  onClose: () => void;
}

/** How long a connection may take to prove itself. */
const PROOF_MS = 5000;

/**
 * Lets in who proves to know the key. Of another version, all that is heard is that the keeper should leave.
 * @param welcome called with the channel of a window of this version
 */
export function admit(
  socket: Socket,
  { version, key }: DoorOptions,
  welcome: (channel: WindowChannel) => Guest,
  leave: () => void,
): void {
  const nonces = { keeper: secret(), window: '' };
  let guest: Guest | undefined;
  let isOfOtherVersion = false;
  const channel: WindowChannel = new Channel(socket, ToKeeper, {
    onMessage: (message) => {
      if (guest) return guest.onMessage(message);
      if (isOfOtherVersion) {
        if (message.type === 'leave') leave();
      } else if (message.type === 'hello') {
        nonces.window = message.nonce;
        if (!isSame(message.proof, proof(key, 'window', nonces))) return channel.destroy();
        clearTimeout(late);
        channel.send({ type: 'welcome', proof: proof(key, 'keeper', nonces) });
        if (message.version === version) guest = welcome(channel);
        else isOfOtherVersion = true;
      } else {
        channel.destroy();
      }
    },
    onClose: () => {
      clearTimeout(late);
      guest?.onClose();
    },
  });
  const late = setTimeout(() => channel.destroy(), PROOF_MS);
  channel.send({ type: 'hello', version, nonce: nonces.keeper });
}
