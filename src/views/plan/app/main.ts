import '@vscode-elements/elements/dist/vscode-button/index.js'
import '@vscode-elements/elements/dist/vscode-icon/index.js'
import '@vscode-elements/elements/dist/vscode-option/index.js'
import '@vscode-elements/elements/dist/vscode-progress-ring/index.js'
import '@vscode-elements/elements/dist/vscode-single-select/index.js'
import '@vscode-elements/elements/dist/vscode-textfield/index.js'
import './style.css'
import type { AppMessage, HostMessage, SavedState } from '../protocol'
import { PlanGrid } from './grid/planGrid'
import { PlanApp } from './planApp'

interface WebviewApi {
  postMessage(message: AppMessage): void
  getState(): SavedState | undefined
  setState(state: SavedState): void
}

declare function acquireVsCodeApi(): WebviewApi

customElements.define('drydock-grid', PlanGrid)
customElements.define('drydock-plan', PlanApp)

const api = acquireVsCodeApi()
const app = new PlanApp()
app.connect(
  {
    postMessage: (message) => api.postMessage(message),
    onMessage: (listener) =>
      window.addEventListener('message', (event: MessageEvent<HostMessage>) =>
        listener(event.data),
      ),
  },
  {
    path: document.body.dataset['plan'] ?? '',
    saved: api.getState(),
    save: (state) => api.setState(state),
  },
)
document.body.append(app)
