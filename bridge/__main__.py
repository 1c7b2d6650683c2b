"""`python -m bridge` is `warmtone`."""

from bridge.cli import main

if __name__ == "__main__":
    main()
