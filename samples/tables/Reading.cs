using Microsoft.ML.Data;

namespace Tables;

// begins
/// <summary>A line of the table, as ML.NET takes one.</summary>
internal sealed class Reading
{
    public string Kind { get; set; } = "";
    public string Fluid { get; set; } = "";
    [VectorType(6)] public float[] Numbers { get; set; } = [];                 // NaN where a value is missing
}

/// <summary>What comes out for it.</summary>
internal sealed class Judged
{
    public float[] Features { get; set; } = [];
    public float[] Unusual { get; set; } = [];
}
// ends
