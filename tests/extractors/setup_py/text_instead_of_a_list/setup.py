from distutils.core import setup

setup(
    name="shop",
    install_requires="""
        requests>=2.28
        # for tables
        pandas

    """,
    extras_require=dict(fast="uvloop\nhttptools"),
)
