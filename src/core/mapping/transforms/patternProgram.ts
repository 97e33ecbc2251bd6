/** Patterns as small programs, which `pattern.ts` runs. */
import {
  parsePattern,
  PatternFault,
  type CharacterTest,
  type Place,
  type PatternNode,
} from './patternSyntax'

export type Instruction =
  | { readonly op: 'character'; readonly test: CharacterTest }
  | { readonly op: 'place'; readonly place: Place }
  /** Notes the place in the text: the start of a group in twice its number, its end in the slot that follows. */
  | { readonly op: 'save'; readonly slot: number }
  /** The first way is preferred to the second. */
  | { readonly op: 'split'; first: number; second: number }
  | { readonly op: 'jump'; to: number }
  | { readonly op: 'match' }

export interface Pattern {
  readonly program: readonly Instruction[]
  readonly groups: number
  /** Whether a match may start with a character; undefined where it may be empty or hangs on its place. */
  readonly starts: CharacterTest | undefined
}

const LONGEST_PROGRAM = 1000

/** The pattern, or what is wrong with it. The whole match is the group 0. */
export function compilePattern(pattern: string): Pattern | { readonly fault: string } {
  try {
    const { node, groups } = parsePattern(pattern)
    const program: Instruction[] = []
    emit(program, { kind: 'group', group: 0, inner: node })
    program.push({ op: 'match' })
    return { program, groups, starts: startOf(program) }
  } catch (error) {
    if (error instanceof PatternFault) return { fault: error.message }
    throw error
  }
}

function emit(program: Instruction[], node: PatternNode): void {
  if (program.length > LONGEST_PROGRAM) throw new PatternFault('the pattern is too long')
  switch (node.kind) {
    case 'character':
      program.push({ op: 'character', test: node.test })
      break
    case 'place':
      program.push({ op: 'place', place: node.place })
      break
    case 'group':
      program.push({ op: 'save', slot: 2 * node.group })
      emit(program, node.inner)
      program.push({ op: 'save', slot: 2 * node.group + 1 })
      break
    case 'sequence':
      for (const part of node.parts) emit(program, part)
      break
    case 'choice':
      emitChoice(program, node.parts)
      break
    default:
      emitRepeat(program, node)
  }
}

function emitChoice(program: Instruction[], [part, ...others]: readonly PatternNode[]): void {
  if (part === undefined) return
  if (others.length === 0) return emit(program, part)
  const split = pushSplit(program)
  emit(program, part)
  const end = { op: 'jump' as const, to: 0 }
  program.push(end)
  split.second = program.length
  emitChoice(program, others)
  end.to = program.length
}

type Repeat = Extract<PatternNode, { kind: 'repeat' }>

function emitRepeat(program: Instruction[], node: Repeat): void {
  for (let count = 0; count < node.least; count++) emit(program, node.inner)
  const optional = node.most === Infinity ? 1 : node.most - node.least
  const splits: Split[] = []
  for (let count = 0; count < optional; count++) {
    const start = program.length
    splits.push(pushSplit(program))
    emit(program, node.inner)
    if (node.most === Infinity) program.push({ op: 'jump', to: start })
  }
  for (const split of splits) {
    split.second = program.length
    if (node.isLazy) [split.first, split.second] = [split.second, split.first]
  }
}

type Split = Extract<Instruction, { op: 'split' }>

/** Its first way is what follows; the second is set where it ends. */
function pushSplit(program: Instruction[]): Split {
  const split: Split = { op: 'split', first: program.length + 1, second: 0 }
  program.push(split)
  return split
}

function startOf(program: readonly Instruction[]): CharacterTest | undefined {
  const tests: CharacterTest[] = []
  const seen = new Set<number>()
  const waiting = [0]
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    const instruction = program[place]
    if (seen.has(place) || instruction === undefined) continue
    seen.add(place)
    if (instruction.op === 'match' || instruction.op === 'place') return undefined
    if (instruction.op === 'character') tests.push(instruction.test)
    else if (instruction.op === 'jump') waiting.push(instruction.to)
    else if (instruction.op === 'split') waiting.push(instruction.first, instruction.second)
    else waiting.push(place + 1)
  }
  return (code) => tests.some((test) => test(code))
}
