#!/bin/sh
# Machines on this one: network namespaces on a bridge that nothing else reaches. NAME is short (an interface's name has 15 letters), NET the first three numbers of their addresses.
#   up NAME NET COUNT        machines NAME0, NAME1 … at NET.1, NET.2 …
#   down NAME COUNT          ends what runs on them, and them
#   cut NAME NUMBER          takes the link of one down
#   lose NAME COUNT          one packet of a hundred that comes is lost
#   rate NAME COUNT RATE     as in 1gbit
#   on NAME NUMBER COMMAND…  runs there
#   anything else            stands in for ssh: [options] ADDRESS COMMAND…, with NAME in $MACHINES
set -e
case $1 in
up)
    ip link add "$2" type bridge
    ip link set "$2" up
    i=0
    while [ "$i" -lt "$4" ]; do
        ip netns add "$2$i"
        ip link add "$2v$i" type veth peer name eth0 netns "$2$i"
        ip link set "$2v$i" master "$2" up
        ip -n "$2$i" addr add "$3.$((i + 1))/24" dev eth0
        ip -n "$2$i" link set eth0 up
        ip -n "$2$i" link set lo up
        i=$((i + 1))
    done ;;
down)
    i=0
    while [ "$i" -lt "$3" ]; do
        for process in $(ip netns pids "$2$i" 2>/dev/null); do kill -9 "$process" 2>/dev/null || true; done
        ip link del "$2v$i" 2>/dev/null || true
        ip netns del "$2$i" 2>/dev/null || true
        i=$((i + 1))
    done
    ip link del "$2" 2>/dev/null || true ;;
cut) ip link set "$2v$3" down ;;
lose)
    i=0
    while [ "$i" -lt "$3" ]; do
        ip netns exec "$2$i" iptables -A INPUT -i eth0 -m statistic --mode random --probability 0.01 -j DROP
        i=$((i + 1))
    done ;;
rate)
    i=0
    while [ "$i" -lt "$3" ]; do
        tc -n "$2$i" qdisc replace dev eth0 root tbf rate "$4" burst 256kb latency 50ms
        i=$((i + 1))
    done ;;
on)
    machine=$2$3
    shift 3
    exec ip netns exec "$machine" unshare --uts sh -c 'hostname "$0" && exec "$@"' "$machine" "$@" ;;
*)
    while [ "${1#-}" != "$1" ]; do shift; done
    machine=$MACHINES$((${1##*.} - 1))
    shift
    exec ip netns exec "$machine" unshare --uts sh -c "hostname $machine && $*" ;;
esac
