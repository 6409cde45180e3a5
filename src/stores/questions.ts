import { createStore } from 'zustand/vanilla'

/** A question before something that cannot be taken back. All texts in the page's language. */
export interface Question {
  readonly title: string
  readonly text: string
  /** The verb. */
  readonly action: string
}

/** The one that is open, if any. */
export const questions = createStore<{ readonly open?: Question & { answer(isConfirmed: boolean): void } }>(() => ({}))

/** Asks, and resolves with the answer. A later question takes the place of one that is open: that one is a no. */
export function confirm(question: Question): Promise<boolean> {
  questions.getState().open?.answer(false)
  return new Promise(resolve => {
    const answer = (isConfirmed: boolean) => {
      questions.setState({}, true)
      resolve(isConfirmed)
    }
    questions.setState({ open: { ...question, answer } })
  })
}
