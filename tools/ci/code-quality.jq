# From lockctx's JSON report to GitLab's code quality report. With --module, GitLab has to know where that is:
#   jq --arg below driver/ -f code-quality.jq lockctx.json
[.findings[] | . as $finding | .unsafeSites[] | select(.known | not) | {
  description: $finding.message,
  check_name: ("lockctx-" + $finding.ruleId),
  fingerprint: .fingerprint,
  severity: {error: "major", warning: "minor", note: "info"}[$finding.level],
  location: {path: (($ARGS.named.below // "") + .file), lines: {begin: .line}}
}]
