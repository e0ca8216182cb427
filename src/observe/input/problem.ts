/**
 * `read-error`: the disk or the pipe failed; `cut-archive`: a packed file ends in the middle; `bad-archive`: it is
 * damaged; `huge-archive`: it unpacks to more than the limits allow.
 */
export type SourceProblem = 'read-error' | 'cut-archive' | 'bad-archive' | 'huge-archive';
