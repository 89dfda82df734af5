using System.Numerics.Tensors;
using SparseAutoencoders;

namespace Steering;

/// <summary>Changes units of a vector that another network gives out.</summary>
internal static class Steer
{
    /// <summary>A vector with some of its codes changed: what the model does not rebuild of it stays as it is.</summary>
    /// <param name="model">Of such vectors.</param>
    /// <param name="vector">The vector.</param>
    /// <param name="changes">Units, and what their codes become.</param>
    public static float[] Change(SparseAutoencoder model, float[] vector, IEnumerable<(int Unit, float Code)> changes)
    {
        var codes = model.Encode(vector);
        var before = model.Decode(codes);
        foreach (var (unit, code) in changes) codes[unit] = code;
        var changed = model.Decode(codes);
        TensorPrimitives.Subtract(changed, before, changed);
        TensorPrimitives.Add(changed, vector, changed);
        return changed;
    }

    /// <summary>The units that say most of a vector, the strongest first.</summary>
    public static IEnumerable<(int Unit, float Code)> Strongest(SparseAutoencoder model, float[] vector)
    {
        var codes = model.Encode(vector);
        return codes.Select((code, unit) => (unit, code)).Where(one => one.code > 0).OrderByDescending(one => one.code);
    }
}
