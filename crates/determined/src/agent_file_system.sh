
readonly kind='__MOUNT_TYPE__'
readonly source='__MOUNT_SOURCE__'
readonly place='__MOUNT_PLACE__'
readonly options='__MOUNT_OPTIONS__'

# Amazon's packages of the Lustre client are for one kernel each.
add_repository() {
  local key=/usr/share/keyrings/fsx-lustre-client.asc url=https://fsx-lustre-client-repo
  curl --silent --show-error --fail --proto '=https' --max-time 60 --output "$key" \
    "$url-public-keys.s3.amazonaws.com/fsx-ubuntu-public-key.asc" || return 1
  echo "deb [signed-by=$key] $url.s3.amazonaws.com/ubuntu $(lsb_release --codename --short) main" \
    >/etc/apt/sources.list.d/fsx-lustre-client.list
}

install_client() {
  local package=nfs-common
  if type "mount.$kind" >/dev/null 2>&1 && { [[ $kind != lustre ]] || modprobe lustre; }; then return 0; fi
  if [[ $kind == lustre ]]; then
    package=lustre-client-modules-$(uname --kernel-release)
    add_repository || return 1
  fi
  export DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1
  apt-get update && apt-get --option DPkg::Lock::Timeout=300 install --yes "$package"
}

mount_it() { mountpoint --quiet "$place" || mount "$place"; }

retry install_client "installing what mounts $kind with the kernel $(uname --kernel-release)"
install --directory "$place"
# After a reboot, it is there before Docker starts the agent again.
if ! grep --quiet --fixed-strings " $place " /etc/fstab; then
  echo "$source $place $kind $options,_netdev,x-systemd.before=docker.service 0 0" >>/etc/fstab
fi
retry mount_it "mounting $source at $place"
