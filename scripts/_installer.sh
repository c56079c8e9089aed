# Sourced by the other scripts: finds Python, makes .venv, installs what a requirements file lists.
# Environment: PYTHON; SANS_INSTALLER=1 (install nothing on the system); JOURNAL_APT (file for what apt says).

arreter() {
    printf '%s\n' "$*" >&2
    exit 1
}

# Prints the first Python that is recent enough.
trouver_python() {
    local candidat
    for candidat in "${PYTHON:-python3}" python3.14 python3.13 python3.12 python3.11 python; do
        if "$candidat" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidat"
            return
        fi
    done
    arreter "Il faut Python 3.11 ou plus récent. Trouvé : $(python3 --version 2>&1 || echo aucun)." \
        "Installez-le, ou donnez son chemin : PYTHON=/chemin/python3.12 $0"
}

peut_installer() { [ "$(id -u)" -eq 0 ] && [ -z "${SANS_INSTALLER:-}" ] && command -v apt-get >/dev/null; }

# paquets NAME...: installs packages of the system.
paquets() {
    local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=120)
    "${apt[@]}" update >>"${JOURNAL_APT:-/dev/null}" 2>&1 || true
    "${apt[@]}" install -y --no-install-recommends "$@" >>"${JOURNAL_APT:-/dev/null}" 2>&1
}

creer_venv() {
    local python
    # An interrupted creation leaves a Python without pip, which nothing below could mend.
    if .venv/bin/python -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        return
    fi
    python=$(trouver_python)
    echo "Création de .venv avec $("$python" --version)…"
    "$python" -m venv --clear .venv >/dev/null && return
    # Debian keeps venv in a package of its own.
    if peut_installer; then
        echo "Installation du paquet python3-venv…"
        paquets python3-venv || true
        "$python" -m venv --clear .venv && return
    fi
    arreter "Impossible de créer .venv. Sur Debian ou Ubuntu : apt install python3-venv"
}

# installer FILE [INCLUDED...]: installs what FILE lists, unless these very lists are installed already.
installer() {
    local temoin=".venv/.installe-$1"
    if [ -x .venv/bin/python ] && cat "$@" | cmp -s - "$temoin"; then
        return
    fi
    creer_venv
    echo "Installation de ce que demande $1…"
    .venv/bin/python -m pip install --quiet --no-input --disable-pip-version-check --retries 5 -r "$1" ||
        arreter "L'installation a échoué : vérifiez la connexion au réseau, puis relancez."
    cat "$@" >"$temoin"
}
