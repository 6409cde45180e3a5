/** The downloads folder of a KasmVNC server: a listing, not recursive, and content only where the server serves it. */
export interface FilesCapability {
  list(path: string, signal?: AbortSignal): Promise<readonly RemoteFile[]>
  /** A same-origin path for a download link; absent where content cannot be had. */
  href?(path: string): string
}

export interface RemoteFile {
  readonly name: string
  readonly isFolder: boolean
  readonly sizeBytes: number
  readonly changedAtMs: number
  readonly owner?: string
  readonly permissions?: string
}
