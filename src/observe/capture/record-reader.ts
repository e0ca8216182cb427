/** Reads the records of one kind of file. */
export type RecordReader = {
  readonly format: 'pcap' | 'pcapng';
  /** Bytes that the next record needs before it can be read, as far as is known. */
  readonly wanted: number;
  /** Bytes to pass over before the next record; the reader of pieces takes them away. */
  skipBytes: number;
  /** Whether nothing behind this can be made sense of. */
  readonly isBroken: boolean;
  /** Reads whole records from `at` on and gives the offset behind the last. */
  read(bytes: Uint8Array, at: number, end: number): number;
};
