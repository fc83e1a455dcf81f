#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# rabbitmqserver.sh FOLDER AMQP_PORT MANAGEMENT_PORT DISTRIBUTION_PORT EPMD_PORT
# Runs a RabbitMQ server on loopback, with everything that it writes in the folder. Obeys lines of
# its input: `start`, `kill`. Leaves nothing running when the input ends, that is, with the program
# that started it, however that ends. MANAGEMENT_PORT 0: without the management interface.
set -u
folder=$1 port=$2 management=$3 distribution=$4 epmd_port=$5
mkdir -p "$folder"/{mnesia,log,home}
chmod 700 "$folder/home"
cat >"$folder/rabbitmq.conf" <<END
listeners.tcp.1 = 127.0.0.1:$port
distribution.listener.interface = 127.0.0.1
log.console = false
log.file.level = info
vm_memory_high_watermark.absolute = 512MB
disk_free_limit.absolute = 50MB
END
if [ "$management" = 0 ]; then
    echo '[].' >"$folder/enabled_plugins"
else
    echo '[rabbitmq_management].' >"$folder/enabled_plugins"
    printf 'management.tcp.ip = 127.0.0.1\nmanagement.tcp.port = %s\n' "$management" \
        >>"$folder/rabbitmq.conf"
fi
cat >"$folder/env" <<END
export HOME=$folder/home
export RABBITMQ_NODENAME=playhead$port@localhost
export RABBITMQ_MNESIA_BASE=$folder/mnesia
export RABBITMQ_LOG_BASE=$folder/log
export RABBITMQ_CONFIG_FILE=$folder/rabbitmq.conf
export RABBITMQ_ENABLED_PLUGINS_FILE=$folder/enabled_plugins
export RABBITMQ_DIST_PORT=$distribution
export ERL_EPMD_ADDRESS=127.0.0.1
export ERL_EPMD_PORT=$epmd_port
export RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="+S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none"
END
. "$folder/env"

# The port mapper would stay when the server ends: ours is a child that is ended by its number.
epmd=$(command -v epmd || ls /usr/lib/erlang/erts-*/bin/epmd | head -n 1)
"$epmd" -port "$epmd_port" -address 127.0.0.1 >"$folder/epmd.log" 2>&1 </dev/null &
epmd_pid=$!
server_pid=

kill_server() {
    [ -n "$server_pid" ] || return 0
    kill -KILL -- "-$server_pid" 2>/dev/null
    wait "$server_pid" 2>/dev/null
    server_pid=
}
trap 'kill_server; kill "$epmd_pid" 2>/dev/null' EXIT
trap 'exit 1' INT TERM HUP

while read -r command; do
    case $command in
    start)
        # A session, and so a process group, of its own: all of it is killed together.
        setsid /usr/lib/rabbitmq/bin/rabbitmq-server >>"$folder/out.log" 2>&1 </dev/null &
        server_pid=$!
        ;;
    kill) kill_server ;;
    esac
    echo "$command done"
done
