/** What services that run jobs set; those that do not set CI are here with a name of their own. */
const names = ['CI', 'GITHUB_ACTIONS', 'TF_BUILD', 'TEAMCITY_VERSION', 'JENKINS_URL', 'CODEBUILD_BUILD_ID'];

/**
 * Whether this run decides something for others, on a service that runs jobs, and not for somebody in front of a screen.
 *
 * @param env an empty value, `0` and `false` count as unset
 */
export function onCi(env: NodeJS.ProcessEnv): boolean {
  return names.some((name) => !['', '0', 'false'].includes((env[name] ?? '').toLowerCase()));
}
