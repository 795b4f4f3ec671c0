# shellcheck shell=bash
# nginx's configuration: nginx/*.in with their @names@ filled in, and the files that depend on the stack.

# Sets the values of the @names@, in the caller's associative array "values".
nginx_values() {
  local name nofile special=$' \t\n;{}\'"\\$'
  nofile=$(ulimit -Hn)
  [ "$nofile" != unlimited ] && [ "$nofile" -le 131072 ] || nofile=131072
  values=([nofile]=$nofile [connections]=$((nofile * 3 / 4)) [rundir]=$run [logdir]=$logs
    [confdir]=$state/nginx [port]=$port [server_name]=localhost [mediadir]=$media
    [certificate]=$state/certificate.pem [certificate_key]=$state/certificate.key
    [wwwdir]=$top/www [modulesdir]=$top/node_modules
    [twilio_api_url]=$TWILIO_API_URL [resolver]=$(resolver))
  for name in "${!values[@]}"; do
    [[ ${values[$name]} != *["$special"]* ]] ||
      die "nginx cannot be told of '${values[$name]}': no space, quote, backslash or any of ;{}\$"
  done
  values[user]=
  [ "$(id -u)" != 0 ] || values[user]='user root;'
}

# Fills in the @names@ of nginx/*.in. A running nginx reloads the files if they
# have changed.
render_nginx() {
  local -A values
  local f name text nginx='' before=
  nginx_values
  mkdir -p "$state/nginx"
  ! nginx=$(pid_of nginx) || before=$(rendered)
  for f in nginx/*.in; do
    text=$(< "$f")
    for name in "${!values[@]}"; do
      text=${text//"@$name@"/"${values[$name]}"}
    done
    printf '%s\n' "$text" > "$state/nginx/$(basename "$f" .in)"
  done
  cp nginx/twilio.js "$state/nginx/"
  for name in ${TRUSTED_PROXIES-}; do
    printf 'set_real_ip_from %s;\n' "$name"
  done > "$state/nginx/proxies.conf"
  [ -e /proc/net/if_inet6 ] || sed -i '/listen \[::\]/d' "$state/nginx/site.conf"
  (umask 077 && printf "%s 'Basic %s';\n" "$TWILIO_ACCOUNT_SID" \
    "$(printf '%s:%s' "$TWILIO_ACCOUNT_SID" "$TWILIO_AUTH_TOKEN" | base64 -w 0)" \
    > "$state/nginx/twilio-authorization.map")
  [ -z "$nginx" ] || [ "$before" = "$(rendered)" ] || kill -HUP "$nginx"
}

rendered() { find "$state/nginx" -type f -exec sha256sum {} +; }

resolver() {
  awk '$1 == "nameserver" { print ($2 ~ /:/ ? "[" $2 "]" : $2); exit }' /etc/resolv.conf |
    grep . || printf 127.0.0.53
}

make_certificate() {
  [ -e "$state/certificate.pem" ] ||
    openssl req -x509 -newkey rsa:2048 -nodes -days 825 -subj '/CN=localhost' \
      -addext 'subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1' \
      -keyout "$state/certificate.key" -out "$state/certificate.pem" 2> "$logs/openssl.log"
}

start_nginx() {
  start nginx /usr/sbin/nginx -c "$state/nginx/nginx.conf" -p "$state/nginx/"
}

await_nginx() {
  wait_for 10 nginx curl -sf --cacert "$state/certificate.pem" "$BASE_URL/healthz"
}
