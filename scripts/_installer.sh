# Sourced by the other scripts: finds Python, makes .venv, installs what a requirements file lists.

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
    if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
        echo "Installation du paquet python3-venv…"
        { apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y python3-venv; } >/dev/null || true
        "$python" -m venv --clear .venv && return
    fi
    arreter "Impossible de créer .venv. Sur Debian ou Ubuntu : apt install python3-venv"
}

# installer FILE: installs what FILE lists, unless that very list is installed already.
installer() {
    local liste=$1 temoin=".venv/.installe-$1"
    if [ -x .venv/bin/python ] && cmp -s "$liste" "$temoin"; then
        return
    fi
    creer_venv
    echo "Installation de ce que demande $liste…"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check -r "$liste" ||
        arreter "L'installation a échoué : vérifiez la connexion au réseau, puis relancez."
    cp "$liste" "$temoin"
}
