import { Component, type ReactNode } from 'react'

export interface ErrorBoundaryProps {
  /** What stands in place of children that failed. */
  fallback(error: Error): ReactNode
  readonly children: ReactNode
}

/** Keeps a failure in one part of the page from taking the rest with it. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, { error?: Error }> {
  override state: { error?: Error } = {}

  static getDerivedStateFromError(error: unknown) {
    return { error: error instanceof Error ? error : new Error(String(error)) }
  }

  override render() {
    const { error } = this.state
    return error ? this.props.fallback(error) : this.props.children
  }
}
