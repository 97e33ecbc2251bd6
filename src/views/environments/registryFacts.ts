/** What the registry says of a folder's environments, as far as it has been asked. */
import { describeError, isCoreError } from '../../coreHost/coreError'
import type { RegisteredEnvironment, RegistryReport } from '../../coreHost/protocol'
import { FailedNode, invitingNode } from '../tree/messageNodes'
import type { TreeNode } from '../tree/nodeTree'
import { commandLink } from '../typedCommands'
import { describeFacts } from './facts'
import type { EnvironmentServices } from './nodes'

export class RegistryFacts {
  #report: RegistryReport | null = null
  #branches: ReadonlySet<string> | undefined
  #trouble: TreeNode | undefined
  #request = 0

  constructor(
    private readonly services: Pick<EnvironmentServices, 'core' | 'branchesOf'>,
    private readonly folder: string,
    private readonly changed: () => void,
  ) {}

  get hasRegistry(): boolean {
    return this.#report !== null
  }

  get environments(): readonly RegisteredEnvironment[] {
    return this.#report?.environments ?? []
  }

  of(name: string): RegisteredEnvironment | undefined {
    return this.environments.find((one) => one.name === name)
  }

  describe(facts: RegisteredEnvironment): readonly string[] {
    return describeFacts(facts, this.#branches, new Date())
  }

  /** Why it could not be read, below the environments that the file lists. */
  get trouble(): readonly TreeNode[] {
    return this.#trouble === undefined ? [] : [this.#trouble]
  }

  /** Asks again; what is known stays until the answer is there. */
  async read(): Promise<void> {
    const request = ++this.#request
    const { core, branchesOf } = this.services
    try {
      const report = await core.request('readRegistry', { folder: this.folder })
      const branches = report?.elsewhere === false ? await branchesOf(this.folder) : undefined
      if (request !== this.#request) return
      this.#report = report
      this.#branches = branches
      this.#trouble = undefined
    } catch (error) {
      if (request !== this.#request) return
      this.#report = null
      this.#trouble = this.#troubleOf(error)
    }
    this.changed()
  }

  #troubleOf(error: unknown): TreeNode {
    if (isCoreError(error) && error.code === 'registry-missing')
      return invitingNode(this.folder, 'There is no registry yet', {
        ...commandLink('drydock.initialiseRegistry', 'Initialise Registry'),
        tooltip: `${error.message}\nClick to create it.`,
      })
    const retry = (): void => void this.read()
    return new FailedNode(this.folder, describeError(error), retry, 'The registry cannot be read')
  }
}
