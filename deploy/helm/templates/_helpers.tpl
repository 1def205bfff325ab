{{- /* A file of deploy/, which is below files/ by a symbolic link, for the namespace of the release. */ -}}
{{- define "failback.file" -}}
{{- $root := index . 0 -}}
{{- $root.Files.Get (index . 1) | replace "namespace: failback-system" (printf "namespace: %s" $root.Release.Namespace) | trim -}}
{{- end }}

{{- /* Objects, in another namespace; what they bind stays where it is. */ -}}
{{- define "failback.in" -}}
{{- regexReplaceAll "(?m)^  namespace: .*$" (index . 0) (printf "  namespace: %s" (index . 1)) -}}
{{- end }}
