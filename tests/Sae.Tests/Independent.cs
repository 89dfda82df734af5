using System.Text.Json.Nodes;

namespace Sae.Tests;

/// <summary>Files and figures read by somebody else: short scripts for Debian's python3 and numpy, which share no code with ours.</summary>
internal static class Independent
{
    /// <summary>Runs a script of the folder independent/ and takes the JSON object it prints.</summary>
    public static JsonObject Run(string script, params IEnumerable<string> words)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "independent", script);
        return Tool.RunOther("/usr/bin/python3", AppContext.BaseDirectory, words.Prepend(path)).Ok().Json;
    }
}
