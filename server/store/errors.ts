export type StoreErrorCode =
  | 'data_key_wrong' // the key is not the one that this database was made with
  | 'database_newer' // made by a later version of this program
  | 'damaged' // a stored value was changed, or moved, outside of this program
  | 'closed';

/** What the store says of itself. SQLite's own errors (disk full, locked) come through as they are. */
export class StoreError extends Error {
  override readonly name = 'StoreError';

  constructor(
    readonly code: StoreErrorCode,
    message: string,
  ) {
    super(message);
  }
}
