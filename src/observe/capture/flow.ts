/**
 * What every connection under way has, whatever carries it.
 *
 * @module
 */
import type { Decapsulator } from './decapsulate.ts';
import type { Talk } from './talk.ts';

/** Which of the two ends sent a packet; 0 is the one whose address sorts first. */
export type Direction = 0 | 1;

export type Flow = {
  readonly ends: Ends;
  /** The handshake, once one has begun. */
  readonly talk: Talk | undefined;
  /** Which end is the client in the sense of TLS; `undefined` until a hello tells. */
  readonly clientDirection: Direction | undefined;
  /** Milliseconds since 1970 of the hello, or of the server's if the client's was not seen; NaN: unknown. */
  readonly helloTime: number;
  /** Of the packet with it, from 1. */
  readonly helloNumber: number;
  /** @returns whether all that there is to know is known */
  packet(packet: Decapsulator, direction: Direction, time: number, number: number): boolean;
  /** Makes the most of what is still held back. */
  end(): void;
  /** Whether it is no handshake after all, but something that looked like one. */
  readonly isFalse: boolean;
};

/** Addresses and ports of both ends, copied out of the packet. */
export class Ends {
  readonly addressBytes: number;
  readonly #addresses: Uint8Array;
  readonly #ports: readonly [number, number];

  constructor(packet: Decapsulator, direction: Direction) {
    const { addresses, sourceAt, destinationAt, addressBytes, sourcePort, destinationPort } = packet;
    const [firstAt, secondAt] = direction === 0 ? [sourceAt, destinationAt] : [destinationAt, sourceAt];
    this.addressBytes = addressBytes;
    this.#addresses = new Uint8Array(2 * addressBytes);
    this.#addresses.set(addresses.subarray(firstAt, firstAt + addressBytes));
    this.#addresses.set(addresses.subarray(secondAt, secondAt + addressBytes), addressBytes);
    this.#ports = direction === 0 ? [sourcePort, destinationPort] : [destinationPort, sourcePort];
  }

  address(direction: Direction): Uint8Array {
    return this.#addresses.subarray(direction * this.addressBytes, (direction + 1) * this.addressBytes);
  }

  port(direction: Direction): number {
    return this.#ports[direction];
  }
}
