/**
 * Messages of DTLS, or the stream of QUIC's CRYPTO frames, out of pieces that come in any order and more than once.
 *
 * @module
 */

export class MessagePieces {
  readonly #messages = new Map<number, Message>();

  /**
   * Takes a piece.
   *
   * @param number which message it belongs to
   * @param length of the whole message
   * @returns the message, when this piece was the last one that was missing
   */
  add(number: number, length: number, offset: number, piece: Uint8Array): Uint8Array | undefined {
    if (length > MOST_BYTES || offset + piece.length > length) return undefined;
    const message = this.#messages.get(number) ?? this.#begin(number, length);
    if (!message || message.body.length !== length) return undefined;
    for (let index = 0; index < piece.length; index++) {
      if (message.isThere[offset + index] === 1) continue;
      message.isThere[offset + index] = 1;
      message.body[offset + index] = piece[index] ?? 0;
      message.missing--;
    }
    if (message.missing > 0 || message.isTaken) return undefined;
    message.isTaken = true;
    return message.body;
  }

  #begin(number: number, length: number): Message | undefined {
    if (this.#messages.size >= MOST_MESSAGES) return undefined;
    const message: Message = {
      body: new Uint8Array(length),
      isThere: new Uint8Array(length),
      missing: length,
      isTaken: false,
    };
    this.#messages.set(number, message);
    return message;
  }
}

type Message = { readonly body: Uint8Array; readonly isThere: Uint8Array; missing: number; isTaken: boolean };

const MOST_BYTES = 65_535;
const MOST_MESSAGES = 8;
