# SPDX-License-Identifier: GPL-3.0-or-later
# bash completion for playhead
_playhead() {
    local cur prev command=
    cur=${COMP_WORDS[COMP_CWORD]}
    prev=${COMP_WORDS[COMP_CWORD-1]}
    local commands="info steps state diff why find check compare convert render run record replay formats sources scenarios"
    [ "$COMP_CWORD" -gt 1 ] && command=${COMP_WORDS[1]}

    case $prev in
        --theme) COMPREPLY=($(compgen -W "dark light" -- "$cur")); return ;;
        --scenario) COMPREPLY=($(compgen -W "$(playhead scenarios 2>/dev/null | sed 's, .*,,')" -- "$cur")); return ;;
        --from-format | --to) [ "$prev" = --to ] && [ "$command" != convert ] ||
            { COMPREPLY=($(compgen -W "$(playhead formats 2>/dev/null | sed 's, .*,,')" -- "$cur")); return; } ;;
        --at | --to | --from) [ "$prev" = --from ] && [ "$command" = convert ] &&
            { COMPREPLY=($(compgen -W "$(playhead formats 2>/dev/null | sed 's, .*,,')" -- "$cur")); return; }
            COMPREPLY=($(compgen -W "first last 50%" -- "$cur")); return ;;
        --speed) COMPREPLY=($(compgen -W "1 2 10 max" -- "$cur")); return ;;
        --kind) COMPREPLY=($(compgen -W "duplicate-delivery not-idempotent unacknowledged never-delivered order-broken retries-failed dead-letter saga-compensated saga-half-done effect-before-cause sequence-gap read-model-lag" -- "$cur")); return ;;
        --limit) COMPREPLY=($(compgen -S = -W "unacknowledged undelivered quiet clock-skew read-model-lag consumer-lag events-behind attempts listed failure-words undo-words done-words" -- "$cur")); compopt -o nospace; return ;;
        --branch) COMPREPLY=($(compgen -f -X '!*.json' -- "$cur") $(compgen -d -- "$cur")); return ;;
        --again) [ "$command" = replay ] || { COMPREPLY=($(compgen -f -- "$cur")); return; } ;;
        -o | --output) COMPREPLY=($(compgen -f -- "$cur")); return ;;
        --projection) COMPREPLY=($(compgen -W "merge users" -- "$cur") $(compgen -f -X '!*.js' -- "$cur") $(compgen -d -- "$cur")); return ;;
    esac

    local options="--help"
    case $command in
        info) options+=" --json --from-format --map" ;;
        steps) options+=" --filter --from --to --json --csv --from-format --map" ;;
        state) options+=" --at --subject --projection --observer --branch --result --derived --from-format --map" ;;
        diff) options+=" --from --to --subject --projection --observer --branch --result --derived --from-format --map" ;;
        why) options+=" --subject --path --event --at --projection --observer --json --from-format --map" ;;
        find) options+=" --when --subject --from --previous --becomes --all --projection --observer --json"
            options+=" --from-format --map" ;;
        check) options+=" --json --limit --kind --projection --from-format --map" ;;
        compare) options+=" --projection --json --from-format --map" ;;
        convert) options+=" --from --to --map" ;;
        render) options+=" --output --size --scale --at --theme" ;;
        run) options+=" --for --count --seed --again --branch --with-scripts --agree --output --json" ;;
        record) options+=" --output --count --for --plan --agree --json" ;;
        replay) options+=" --speed --filter --from --to --again --dry-run --json --from-format --map" ;;
        formats | sources | scenarios) ;;
        *) options+=" --version --scenario --theme --picture --after" ;;
    esac
    if [[ $cur == -* ]]; then
        COMPREPLY=($(compgen -W "$options" -- "$cur"))
    elif [ "$COMP_CWORD" -eq 1 ]; then
        COMPREPLY=($(compgen -W "$commands" -- "$cur") $(compgen -f -- "$cur"))
    elif [ "$command" = run ] && [ "$COMP_CWORD" -eq 2 ]; then
        COMPREPLY=($(compgen -W "$(playhead scenarios 2>/dev/null | sed 's, .*,,')" -- "$cur")
            $(compgen -f -X '!*.js' -- "$cur") $(compgen -d -- "$cur"))
    elif [ "$command" = sources ] || [ "$command" = record ]; then
        local end=
        [ "$command" = record ] && end=:// && compopt -o nospace
        COMPREPLY=($(compgen -S "$end" -W "$(playhead sources 2>/dev/null | sed 's, .*,,')" -- "$cur"))
    else
        COMPREPLY=($(compgen -f -- "$cur"))
    fi
}
complete -o filenames -F _playhead playhead
