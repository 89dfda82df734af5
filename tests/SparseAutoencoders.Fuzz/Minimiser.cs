using System.Numerics;
using SharpFuzz.Common;

namespace SparseAutoencoders.Fuzz;

/// <summary>Chooses, of many inputs, few and short ones that reach the same branches as often. Does what afl-cmin does, which stumbles over SharpFuzz's programs.</summary>
internal static unsafe class Minimiser
{
    private const int MapSize = 1 << 16;

    /// <summary>Copies the chosen of a folder's files into another.</summary>
    /// <returns>Edges that they reach.</returns>
    public static int Run(string name, string from, string to)
    {
        var map = new byte[MapSize];
        fixed (byte* pinned = map)
        {
            Trace.SharedMem = pinned;
            using var guard = new Guard(Reader.Named(name));
            var files = Directory.EnumerateFiles(from).Select(path => (Path: path, Bytes: File.ReadAllBytes(path)))
                .OrderBy(file => file.Bytes.Length).ThenBy(file => file.Path, StringComparer.Ordinal).ToList();
            guard.Run(files[0].Bytes);                       // what static constructors do is done once
            var (seen, edges) = (new HashSet<int>(), new HashSet<int>());
            foreach (var (path, bytes) in files)             // the shortest that reaches a thing stays
            {
                Array.Clear(map);
                Trace.PrevLocation = 0;
                guard.Run(bytes);
                var more = false;
                for (var edge = 0; edge < MapSize; edge++)
                {
                    if (map[edge] == 0) continue;
                    edges.Add(edge);
                    more |= seen.Add((edge << 4) + Times(map[edge]));
                }
                if (more) File.Copy(path, Path.Combine(to, Path.GetFileName(path)));
            }
            return edges.Count;
        }
    }

    // AFL's classes: once, twice, three times, up to 7, 15, 31, 127, more.
    private static int Times(byte count) => count < 4 ? count : 4 + BitOperations.Log2(count);
}
