export const referenceStyle = `:root{color-scheme:light dark;--line:light-dark(#d8dee4,#3a414a);--soft:light-dark(#f6f8fa,#161b22);
--dim:light-dark(#59636e,#9198a1);--link:light-dark(#0550ae,#79b8ff);--read:light-dark(#0a6640,#56d38b);
--write:light-dark(#8a4600,#f0a858);--end:light-dark(#a40e26,#ff8a80)}
*{box-sizing:border-box}html{scroll-padding-top:1rem}
body{font:16px/1.5 system-ui,sans-serif;margin:0;display:grid;grid-template-columns:17rem minmax(0,1fr)}
a{color:var(--link);text-decoration:none}a:hover{text-decoration:underline}
code,pre,.path{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}code{font-size:.88em}
nav{position:sticky;top:0;height:100vh;overflow-y:auto;padding:1rem;border-right:1px solid var(--line);font-size:.85rem}
nav ul{list-style:none;margin:0 0 .8rem;padding:0}nav li{margin:.15rem 0;overflow-wrap:anywhere}nav b{display:block}
main{padding:1rem 2rem 4rem;max-width:62rem}h1{margin:.2rem 0 1rem}h2{margin:2.5rem 0 .5rem}
h3{margin:0;font-size:1.05rem}h4{margin:1rem 0 .2rem;font-size:.85rem;color:var(--dim)}p{margin:.4rem 0}
article{border:1px solid var(--line);border-radius:.5rem;padding:.8rem 1rem;margin:1rem 0}
article:target{border-color:var(--link);box-shadow:0 0 0 1px var(--link)}
.path{font-size:.9rem;margin:.2rem 0;overflow-wrap:anywhere}
.method{display:inline-block;min-width:4.4rem;font-weight:700}.get{color:var(--read)}.delete{color:var(--end)}
.post,.put,.patch{color:var(--write)}
table{border-collapse:collapse;width:100%;font-size:.9rem}td{vertical-align:top;padding:.3rem .8rem .3rem 0;border-top:1px solid var(--line)}
td:first-child,td:nth-child(2):not(:last-child){white-space:nowrap}tr:first-child td{border-top:0}td:last-child{width:99%;padding-right:0}
pre{white-space:pre-wrap;overflow-wrap:anywhere;background:var(--soft);border-radius:.4rem;padding:.7rem;margin:.3rem 0;font-size:.82rem;line-height:1.45}
pre i,.dim{color:var(--dim)}pre i{font-family:system-ui,sans-serif}pre i::before{content:"\\2014\\a0"}
summary{cursor:pointer;font-size:.85rem;color:var(--dim);margin-top:.8rem}
@media(max-width:50rem){body{display:block}nav{position:static;height:auto;border-right:0;border-bottom:1px solid var(--line)}
nav ul{display:none}main{padding:1rem}}`;
