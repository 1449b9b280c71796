"""Why a run ended, and what the end depended on."""
